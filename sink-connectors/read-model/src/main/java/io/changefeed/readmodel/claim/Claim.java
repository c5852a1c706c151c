/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.claim;

import static java.util.Collections.unmodifiableMap;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Order;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one item says of a row. */
public sealed interface Claim {
    /** Of the item's change that says it: the greater one of the same item is the newer. */
    Order order();

    /** Of that change: what decides between items. */
    Instant time();

    /**
     * The row shows the item.
     *
     * @param columns the row's other columns as the item fills them
     */
    record Live(Order order, Instant time, Map<String, ItemValue> columns) implements Claim {
        public Live {
            columns = unmodifiableMap(new LinkedHashMap<>(columns));
        }
    }

    /**
     * The row shows the item no more. Kept for a while, so that a late older change of the item changes nothing.
     *
     * @param expires when it may be forgotten
     */
    record Gone(Order order, Instant time, Instant expires) implements Claim {}
}
