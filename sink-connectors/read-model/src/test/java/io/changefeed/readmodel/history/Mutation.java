/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static io.changefeed.readmodel.history.MemoryLayout.ITEMS_IN_ROW;
import static io.changefeed.readmodel.history.MemoryLayout.ITEM_RECORDS;
import static io.changefeed.readmodel.history.MemoryLayout.VERSION_IN_ROW;
import static io.changefeed.readmodel.history.MemoryLayout.VERSION_TABLE;

import java.util.List;

/** An error in a store, which the histories must find. */
enum Mutation {
    /** Stale changes apply. */
    NO_GUARD(MemoryLayout.values()),
    /** Records are read, and written later, although others wrote them meanwhile. */
    NO_CONDITION(MemoryLayout.values()),
    /** A change without a time, or an older one, replaces the time of the last change. */
    CHANGED_IS_REPLACED(ITEM_RECORDS, ITEMS_IN_ROW),
    /** A stale change does not contribute its time. */
    STALE_CHANGE_DOES_NOT_COUNT(ITEM_RECORDS, ITEMS_IN_ROW),
    SNAPSHOT_COUNTS_AS_CHANGE(ITEM_RECORDS, ITEMS_IN_ROW),
    /** A shared row shows the item with the greatest version, whatever its time. */
    ORDER_DECIDES_INSTEAD_OF_TIME(ITEM_RECORDS, ITEMS_IN_ROW),
    /** Of items that were only read, the one with the least id is shown. */
    LEAST_ID_IS_SHOWN(ITEM_RECORDS, ITEMS_IN_ROW),
    /** The columns of items that a shared row does not show are not kept. */
    HIDDEN_ITEMS_ARE_LOST(ITEMS_IN_ROW),
    /** An item does not leave its row when it enters another one. */
    MOVE_KEEPS_ROW(VERSION_IN_ROW, ITEMS_IN_ROW),
    TOMBSTONES_ARE_DROPPED(MemoryLayout.values()),
    REJECTION_STORES_NO_VERSION(MemoryLayout.values()),
    /** A rejected item remains in the row that it left. */
    REJECTION_KEEPS_ROW(MemoryLayout.values()),
    /** Repeated events do not write rows that were lost. */
    NO_VOID_RULE(VERSION_TABLE),
    /** Old events write rows of deleted items, because these rows do not exist. */
    VOID_RULE_FOR_DELETED_ITEMS(VERSION_TABLE),
    /** The task does not fail although the rows are greater than later changes of the table. */
    CONFLICT_IS_IGNORED(MemoryLayout.values());

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<MemoryLayout> layouts;

    Mutation(MemoryLayout... layouts) {
        this.layouts = List.of(layouts);
    }

    /** The layouts in which the error results in wrong rows. */
    List<MemoryLayout> layouts() {
        return layouts;
    }
}
