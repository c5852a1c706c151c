/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import static java.util.Collections.unmodifiableMap;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The version of a row that one source item wrote. */
public sealed interface RowVersion {
    /** The order of the change that wrote it. Of two versions by the same item, the greater order is the newer. */
    Order order();

    /** The time of that change, which decides between versions of different items. */
    Instant time();

    /**
     * The item is projected to this row.
     *
     * @param columns the values of the non-key columns
     */
    record Live(Order order, Instant time, Map<String, ItemValue> columns) implements RowVersion {
        public Live {
            columns = unmodifiableMap(new LinkedHashMap<>(columns));
        }
    }

    /**
     * The item is no longer projected to this row. It is kept for a while so that a late, older change of the item does
     * not bring the row back.
     *
     * @param expires when it can be dropped
     */
    record Tombstone(Order order, Instant time, Instant expires) implements RowVersion {}
}
