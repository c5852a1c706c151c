/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An image of a DynamoDB item: all of its attributes, including those of the key. Immutable; equality ignores order.
 *
 * <p>An item can be made of its JSON, which is parsed on first access and copied by writers of the same format. An unused
 * image costs nothing, and a queued image is a range of bytes instead of hundreds of objects.
 */
public final class Item {
    private static final Source NONE = new Source(Map::of, Optional.empty(), Optional.empty());

    private final Source source;
    private volatile @Nullable Map<String, ItemValue> attributes;

    public Item(Map<String, ItemValue> attributes) {
        this(NONE, unmodifiableMap(new LinkedHashMap<>(attributes)));
    }

    private Item(Source source, @Nullable Map<String, ItemValue> attributes) {
        this.source = source;
        this.attributes = attributes;
    }

    /** Returns an item without copying its attributes, which must not be modified. */
    static Item ofUnshared(Map<String, ItemValue> attributes) {
        return new Item(NONE, unmodifiableMap(attributes));
    }

    /**
     * Returns an item that consists of its JSON.
     *
     * @param path of the item in error messages
     * @param json must not change while the item is used
     */
    public static Item of(Path path, JsonSlice json, ItemFormat format) {
        return new Item(
                new Source(() -> format.json().item(path, json).attributes(), Optional.of(json), Optional.of(format)),
                null);
    }

    /** Returns an image that is parsed on first access, possibly by several threads. */
    static Item lazy(Supplier<Item> image) {
        return new Item(new Source(() -> image.get().attributes(), Optional.empty(), Optional.empty()), null);
    }

    /** Returns the JSON that the item was made of, if it was made of JSON in this format. It is not parsed. */
    public Optional<JsonSlice> json(ItemFormat format) {
        return source.format.isPresent() && source.format.get() == format ? source.json : Optional.empty();
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
            read = source.parser.get();
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

    /** What the attributes are read from. */
    private record Source(
            Supplier<Map<String, ItemValue>> parser, Optional<JsonSlice> json, Optional<ItemFormat> format) {}
}
