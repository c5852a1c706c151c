/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Identifies a source item. Orders are comparable within one item only.
 *
 * @param id 43 ASCII letters, digits, hyphens and underscores; unique per item
 */
public record ItemId(String id) implements Comparable<ItemId> {
    /**
     * A hash of the item's key: tables store it, so it has to be short for any key.
     *
     * @param isSingleSource whether all events come from one source table, which another one can replace. Otherwise,
     *     items of different tables can have equal keys
     */
    public static ItemId of(ChangeEvent event, boolean isSingleSource) {
        // Sorted by name: not every converter keeps the order of the key's attributes.
        Map<String, ItemValue> key = event.key().attributes();
        String keyText = ItemFormat.DYNAMODB_JSON
                .json()
                .text(key.size() == 1 ? event.key().item() : new Item(new TreeMap<>(key)));
        Source source = event.source();
        return new ItemId(TextHash.of(
                isSingleSource
                        ? List.of(keyText)
                        : List.of(source.region(), source.account(), source.table(), keyText)));
    }

    @Override
    public int compareTo(ItemId other) {
        return id.compareTo(other.id);
    }
}
