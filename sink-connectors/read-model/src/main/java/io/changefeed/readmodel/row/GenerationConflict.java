/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

/**
 * A change is the later one, but has a lower generation than the stored version of its item. Further changes would be
 * stale, too. A table that replaces another one, for example a restored backup, can start with a lower generation; so
 * can a source connector whose offsets were lost.
 *
 * @param received the version of the change
 * @param stored the version of the item in the target table
 */
public record GenerationConflict(RowVersion received, RowVersion stored) {
    /** For the operator. */
    public String message() {
        return "A change of " + received.table() + " has a lower generation than an earlier change of "
                + stored.table()
                + " that the target table contains, so it and further changes would be skipped as stale."
                + " Take a snapshot of the table (signal execute-snapshot), which starts a greater generation. Then"
                + " move the offsets of this connector to the first record of that generation, or rebuild the read"
                + " model (runbook \"A read model has a greater generation\"). Stored: " + stored + ", received: "
                + received;
    }
}
