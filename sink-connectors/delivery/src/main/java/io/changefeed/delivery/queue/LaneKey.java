/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import java.util.Map;
import java.util.Objects;

/** Identifies an item among the items of all tables. The events of an item form one lane. */
record LaneKey(String region, String account, String table, ItemKey key) {
    /** 2^64 divided by the golden ratio, which distributes consecutive numbers. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    static LaneKey of(ChangeEvent event) {
        return new LaneKey(
                event.source().region(),
                event.source().account(),
                event.source().table(),
                event.key());
    }

    /**
     * Returns a hash code that is equal for different items only by chance. {@link #hashCode} is also equal for related
     * items, because that of a map is the sum of those of its entries.
     */
    long hash() {
        long hash = Objects.hash(region, account, table);
        for (Map.Entry<String, ItemValue> attribute : key.attributes().entrySet()) {
            long mixed = Objects.hash(attribute.getKey(), attribute.getValue()) * MULTIPLIER;
            hash += (mixed ^ (mixed >>> 32)) * MULTIPLIER;
        }
        return hash;
    }
}
