/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

/** Where a table in memory keeps the versions of items, like the stores that it represents. */
enum MemoryLayout {
    /** SQL, shared rows: a record for each item with its columns. All changes of a batch are applied at once. */
    ITEM_RECORDS(RowRule.BY_ITEM),
    /** SQL, hard deletes: a record for each item, and a separate table of rows, which can be lost. */
    VERSION_TABLE(RowRule.BY_ITEM),
    /** DynamoDB, and SQL with soft deletes: each row contains the version of its item. Rows are written one by one. */
    VERSION_IN_ROW(RowRule.BY_ROW),
    /** DynamoDB, shared rows: each row contains a map of its items, which is read, changed and written if unchanged. */
    ITEMS_IN_ROW(RowRule.BY_ROW);

    private final RowRule rule;

    MemoryLayout(RowRule rule) {
        this.rule = rule;
    }

    RowRule rule() {
        return rule;
    }

    boolean suits(RowKeyShape shape) {
        return shape.isShared() == (this == ITEM_RECORDS || this == ITEMS_IN_ROW);
    }
}
