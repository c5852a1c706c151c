/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An image of a DynamoDB item: all of its attributes, the key's among them. Immutable; equality ignores order.
 *
 * <p>{@link ChangeEventReader#readHead} leaves images unread: one that is not asked for costs nothing, and one that waits
 * is a text and not a hundred objects.
 */
public final class Item {
    private final Supplier<Map<String, ItemValue>> unread;
    private volatile @Nullable Map<String, ItemValue> attributes;

    public Item(Map<String, ItemValue> attributes) {
        this(Map::of, unmodifiableMap(new LinkedHashMap<>(attributes)));
    }

    private Item(Supplier<Map<String, ItemValue>> unread, @Nullable Map<String, ItemValue> attributes) {
        this.unread = unread;
        this.attributes = attributes;
    }

    /** An item of attributes that nobody else has, so that they need no copy. */
    static Item owning(Map<String, ItemValue> attributes) {
        return new Item(Map::of, unmodifiableMap(attributes));
    }

    /** An image that is read when it is asked for its attributes, perhaps by several threads. */
    static Item unread(Supplier<Item> image) {
        return new Item(() -> image.get().attributes(), null);
    }

    /**
     * All attributes by their names.
     *
     * @throws org.apache.kafka.connect.errors.DataException when the image was unread and is none; the message begins with
     *     the path of what is wrong
     */
    public Map<String, ItemValue> attributes() {
        Map<String, ItemValue> read = attributes;
        if (read == null) {
            read = unread.get();
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
        return "Item[attributes=" + (attributes == null ? "unread" : attributes) + "]";
    }
}
