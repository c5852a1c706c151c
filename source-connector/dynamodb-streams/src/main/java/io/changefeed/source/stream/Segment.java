/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import io.changefeed.source.selection.ScanSelection;

/**
 * A segment of a table in a parallel scan for a snapshot.
 *
 * @param tableArn of the table
 * @param snapshot the snapshot's id
 * @param number of the segment, from 0
 * @param total the number of segments
 * @param selection of the rows and their attributes, including the key
 */
public record Segment(String tableArn, String snapshot, int number, int total, ScanSelection selection) {
    @Override
    public String toString() {
        return "segment " + number + " of " + total + " of table " + tableArn + " (snapshot " + snapshot + ")";
    }
}
