/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An image of a DynamoDB item: all of its attributes, including those of the key. Immutable; equality ignores order.
 *
 * <p>Images of {@link ChangeEventReader#readLazily} are parsed on first access: an unused image costs nothing, and a
 * queued image is a single string instead of hundreds of objects.
 */
public final class Item {
    private final Supplier<Map<String, ItemValue>> parser;
    private volatile @Nullable Map<String, ItemValue> attributes;

    public Item(Map<String, ItemValue> attributes) {
        this(Map::of, unmodifiableMap(new LinkedHashMap<>(attributes)));
    }

    private Item(Supplier<Map<String, ItemValue>> parser, @Nullable Map<String, ItemValue> attributes) {
        this.parser = parser;
        this.attributes = attributes;
    }

    /** Returns an item without copying its attributes, which must not be shared. */
    static Item ofUnshared(Map<String, ItemValue> attributes) {
        return new Item(Map::of, unmodifiableMap(attributes));
    }

    /**
     * Returns an item from its JSON, which is parsed on first access, possibly by several threads, and is copied by
     * writers of the same format.
     *
     * @param path of the item in error messages
     * @param json must not change while the item is used
     */
    public static Item of(Path path, JsonSlice json, ItemFormat format) {
        return lazy(() -> format.json().item(path, json.text()));
    }

    /** Returns an image that is parsed on first access, possibly by several threads. */
    static Item lazy(Supplier<Item> image) {
        return new Item(() -> image.get().attributes(), null);
    }

    /**
     * Returns all attributes by name.
     *
     * @throws org.apache.kafka.connect.errors.DataException if a lazy image is malformed; the message starts with the path of
     *     the invalid value
     */
    public Map<String, ItemValue> attributes() {
        Map<String, ItemValue> read = attributes;
        if (read == null) {
            read = parser.get();
            attributes = read;
        }
        return read;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Item item && attributes().equals(item.attributes());
    }

    @Override
    public int hashCode() {
        return attributes().hashCode();
    }

    @Override
    public String toString() {
        return "Item[attributes=" + (attributes == null ? "not parsed" : attributes) + "]";
    }
}
