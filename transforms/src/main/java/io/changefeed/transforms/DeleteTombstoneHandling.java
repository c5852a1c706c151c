/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import java.util.Locale;

/** How to handle a delete and the tombstone that follows it, with Debezium's values. */
enum DeleteTombstoneHandling {
    /** Drops both. */
    DROP(Row.NONE, false),
    /** Converts the delete to a tombstone and drops the tombstone that follows it. */
    TOMBSTONE(Row.WITHOUT_VALUE, false),
    /** Converts the delete to a row and drops the tombstone. */
    REWRITE(Row.WITH_VALUE, false),
    /** Converts the delete to a row and keeps the tombstone. */
    REWRITE_WITH_TOMBSTONE(Row.WITH_VALUE, true);

    /** The result of a delete. */
    enum Row {
        NONE,
        WITH_VALUE,
        WITHOUT_VALUE
    }

    private final Row row;
    private final boolean keepsTombstones;

    DeleteTombstoneHandling(Row row, boolean keepsTombstones) {
        this.row = row;
        this.keepsTombstones = keepsTombstones;
    }

    Row row() {
        return row;
    }

    /** Whether tombstones are kept. */
    boolean keepsTombstones() {
        return keepsTombstones;
    }

    /** Returns the value of the property. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
