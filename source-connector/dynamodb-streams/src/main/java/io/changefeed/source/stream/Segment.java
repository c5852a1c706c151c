/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.selection.Selection;

/**
 * A part of a table that is scanned for a snapshot.
 *
 * @param tableArn of the table
 * @param snapshot the snapshot's id
 * @param number of the segment, from 0
 * @param of how many segments there are
 * @param selection of its rows and their attributes, the key's among them
 */
public record Segment(String tableArn, String snapshot, int number, int of, Selection selection) {
    @Override
    public String toString() {
        return "segment " + number + " of " + of + " of " + tableArn + ", for snapshot " + snapshot;
    }
}
