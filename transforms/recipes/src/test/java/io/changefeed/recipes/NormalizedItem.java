/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.B;
import io.changefeed.event.ItemValue.BS;
import io.changefeed.event.ItemValue.L;
import io.changefeed.event.ItemValue.M;
import io.changefeed.event.ItemValue.N;
import io.changefeed.event.ItemValue.NS;
import io.changefeed.event.ItemValue.S;
import io.changefeed.event.ItemValue.SS;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Normalizes attributes for comparison: numbers have one format, sets have one order, and NULL attributes are removed.
 */
final class NormalizedItem {
    private NormalizedItem() {}

    /** Returns the expected row of an item with declared fields: {@code paid} is false by default. */
    static Map<String, ItemValue> declared(Item item) {
        Map<String, ItemValue> row = of(item.attributes());
        row.putIfAbsent("paid", new ItemValue.Bool(false));
        return row;
    }

    /** Returns the expected row of an item without declared fields: the attribute with different types is text. */
    static Map<String, ItemValue> inferred(Item item) {
        Map<String, ItemValue> row = of(item.attributes());
        ItemValue anything = item.attributes().get("anything");
        if (anything != null) {
            row.put("anything", new S(text(anything)));
        }
        return row;
    }

    private static String text(ItemValue value) {
        if (value instanceof N number) {
            return number.digits();
        }
        String json = ItemFormat.JSON.json().text(value);
        return value instanceof S string
                ? string.text()
                : value instanceof B ? json.substring(1, json.length() - 1) : json;
    }

    /** Normalizes values and removes NULL. */
    static Map<String, ItemValue> of(Map<String, ItemValue> values) {
        Map<String, ItemValue> normal = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (!(value instanceof ItemValue.Null)) {
                normal.put(name, of(value));
            }
        });
        return normal;
    }

    static ItemValue of(ItemValue value) {
        if (value instanceof N number) {
            return number(number);
        }
        if (value instanceof SS set) {
            return new SS(set.texts().stream().sorted().toList());
        }
        if (value instanceof NS set) {
            return new NS(set.numbers().stream()
                    .map(NormalizedItem::number)
                    .sorted(Comparator.comparing(N::decimal))
                    .toList());
        }
        if (value instanceof BS set) {
            return new BS(set.binaries().stream()
                    .sorted(Comparator.comparing(B::bytes))
                    .toList());
        }
        if (value instanceof L list) {
            return new L(list.elements().stream().map(NormalizedItem::of).toList());
        }
        if (value instanceof M map) {
            Map<String, ItemValue> entries = new LinkedHashMap<>();
            map.entries().forEach((name, entry) -> entries.put(name, of(entry)));
            return new M(entries);
        }
        return value;
    }

    private static N number(N number) {
        return new N(number.decimal().stripTrailingZeros().toPlainString());
    }
}
