/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;

/**
 * Identifies a source item across all tables. Orders are comparable within one item only.
 *
 * @param id up to 64 ASCII letters, digits, hyphens and underscores; unique per item
 */
public record ItemId(String id) implements Comparable<ItemId> {
    /** A hash of the table and the item's key: rows store it, so it has to be short for any key. */
    public static ItemId of(ChangeEvent event) {
        MessageDigest hash = sha256();
        // Sorted by name: not every converter keeps the order of the key's attributes.
        String key = ItemFormat.DYNAMODB_JSON
                .json()
                .text(new Item(new TreeMap<>(event.key().attributes())));
        for (String part : List.of(
                event.source().region(),
                event.source().account(),
                event.source().table(),
                key)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            hash.update(bytes);
        }
        return new ItemId(Base64.getUrlEncoder().withoutPadding().encodeToString(hash.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform provides SHA-256", e);
        }
    }

    @Override
    public int compareTo(ItemId other) {
        return id.compareTo(other.id);
    }
}
