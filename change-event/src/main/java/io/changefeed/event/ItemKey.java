/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The primary key of an item: the partition key, then the sort key if the table has one. Values are
 * {@link ItemValue.S}, {@link ItemValue.N} or {@link ItemValue.B}.
 *
 * <p>Numbers are converted to their canonical decimal form, so that 1, 1.0 and 1E0 are the same key.
 */
public record ItemKey(Map<String, ItemValue> attributes) {
    /**
     * @throws IllegalArgumentException if the number of attributes is not one or two, or if the type of an attribute is
     *     not allowed in keys
     */
    public ItemKey {
        if (attributes.isEmpty() || attributes.size() > 2) {
            throw new IllegalArgumentException(
                    "a DynamoDB key has one or two attributes, not " + attributes.size() + ": " + attributes.keySet());
        }
        Map<String, ItemValue> canonical = new LinkedHashMap<>();
        attributes.forEach((name, value) -> canonical.put(name, canonical(name, value)));
        attributes = unmodifiableMap(canonical);
    }

    /** Returns the item that consists of the key. */
    public Item item() {
        return Item.ofUnshared(attributes);
    }

    private static ItemValue canonical(String name, ItemValue value) {
        if (value instanceof ItemValue.S || value instanceof ItemValue.N || value instanceof ItemValue.B) {
            return value.canonical();
        }
        throw new IllegalArgumentException("key attribute '" + name + "' has type "
                + value.getClass().getSimpleName().toUpperCase(Locale.ROOT) + "; the type must be S, N or B");
    }
}
