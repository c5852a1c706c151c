/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

/**
 * Which changes determine the place of an item, and when it changed.
 *
 * <p>In both cases the greatest change decides: that with the greatest generation, then the greatest sequence number,
 * and of the repeated reads of a snapshot the latest. If it is rejected, the item is in no row, or still in the row
 * that it belongs to, with an older state that it had in the same row. It is never in a row that it left.
 *
 * <p>A row shows the item in it that changed last: with the greatest (time, generation, sequence number) of its
 * changes, then with the greatest id. Rejected changes count, reads of a snapshot do not: items that were only read
 * come last.
 */
enum RowRule {
    /**
     * The target table has a record of each item: SQL with shared rows or hard deletes. All changes of the item
     * determine its place and its time. Old images are not needed.
     */
    BY_ITEM,
    /**
     * The target table has a record of each item in each row: DynamoDB, and SQL with owned rows and soft deletes. Only
     * changes that name the row count: as the row that the item enters, stays in, or leaves according to its old image.
     * This makes two differences:
     *
     * <ul>
     *   <li>An item that entered a row without an event, in a gap, has the time of its last change in this row.
     *   <li>An item that left a row without an event, or in an event of a table that was replaced, stays in it: the row
     *       has to be rebuilt.
     * </ul>
     */
    BY_ROW
}
