/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Identifies an item among the items of all tables. The events of an item form one lane. */
final class LaneKey {
    /** 2^64 divided by the golden ratio, which distributes consecutive numbers. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final String region;
    private final String account;
    private final String table;
    private final ItemKey key;
    /** Computed once, because the lane of an event is looked up several times. */
    private final int hashCode;

    LaneKey(String region, String account, String table, ItemKey key) {
        this.region = region;
        this.account = account;
        this.table = table;
        this.key = key;
        hashCode = 31 * table.hashCode() + key.hashCode();
    }

    static LaneKey of(ChangeEvent event) {
        return new LaneKey(
                event.source().region(),
                event.source().account(),
                event.source().table(),
                event.key());
    }

    String table() {
        return table;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof LaneKey item
                        && hashCode == item.hashCode
                        && key.equals(item.key)
                        && table.equals(item.table)
                        && region.equals(item.region)
                        && account.equals(item.account));
    }

    @Override
    public int hashCode() {
        return hashCode;
    }

    @Override
    public String toString() {
        return table + " " + key.attributes().keySet();
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
