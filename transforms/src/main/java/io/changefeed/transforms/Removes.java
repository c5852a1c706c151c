/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import java.util.Locale;

/** What becomes of a remove and of the tombstone after it, with the texts that Debezium's users know. */
enum Removes {
    /** Both are dropped. */
    DROP(Row.NONE, false),
    /** The remove becomes a tombstone, and the one after it is dropped. */
    TOMBSTONE(Row.WITHOUT_VALUE, false),
    /** The remove is a row, the tombstone is dropped. */
    REWRITE(Row.WITH_VALUE, false),
    /** The remove is a row, the tombstone stays. */
    REWRITE_WITH_TOMBSTONE(Row.WITH_VALUE, true);

    /** What a remove becomes. */
    enum Row {
        NONE,
        WITH_VALUE,
        WITHOUT_VALUE
    }

    private final Row row;
    private final boolean tombstones;

    Removes(Row row, boolean tombstones) {
        this.row = row;
        this.tombstones = tombstones;
    }

    Row row() {
        return row;
    }

    /** Whether tombstones stay. */
    boolean tombstones() {
        return tombstones;
    }

    /** The text that stands in a configuration. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
