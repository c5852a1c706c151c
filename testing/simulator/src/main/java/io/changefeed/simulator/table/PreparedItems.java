/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Generates any number of items for scans in the memory of one item. The JSON of an item is created when it is served,
 * from a template in which its number is replaced. With n segments, a segment contains every n-th item.
 */
public final class PreparedItems {
    private static final long FIRST_ITEM = 100_000_000_000L;
    private static final int PAGE_BYTES = 1 << 20;

    private final int count;
    private final String keyName;
    private final int itemBytes;
    private final byte[] template;
    private final int offset;

    /**
     * A page.
     *
     * @param items the JSON of each item
     * @param bytes the size of the items as DynamoDB counts it
     * @param last the key of the last item, if more items follow
     */
    public record Page(List<byte[]> items, int bytes, Optional<ObjectNode> last) {}

    /** @throws IllegalArgumentException if the key of the table is not a single string attribute */
    PreparedItems(int count, ObjectNode attributes, KeySchema keySchema) {
        if (keySchema.sort().isPresent() || keySchema.partition().type() != KeySchema.KeyType.S) {
            throw new IllegalArgumentException("only a table whose key is a single string attribute can be filled");
        }
        this.count = count;
        this.keyName = keySchema.partition().name();
        ObjectNode item = key(0);
        item.setAll(attributes);
        this.itemBytes = ItemSize.of(item);
        this.template = item.toString().getBytes(UTF_8);
        // ISO 8859-1 has one byte for each character, so an offset in the text is an offset in the bytes.
        this.offset = new String(template, ISO_8859_1).indexOf(Long.toString(FIRST_ITEM));
    }

    int count() {
        return count;
    }

    private ObjectNode key(int number) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        key.putObject(keyName).put("S", Long.toString(FIRST_ITEM + number));
        return key;
    }

    /** Returns a page of a segment, up to the limit or 1 MB. */
    public Page page(int segment, int segments, Optional<ObjectNode> after, int limit) {
        int next = after.map(
                        key -> (int) (Long.parseLong(key.path(keyName).path("S").textValue()) - FIRST_ITEM) + segments)
                .orElse(segment);
        List<byte[]> items = new ArrayList<>();
        int bytes = 0;
        for (; next < count && items.size() < limit && bytes + itemBytes <= PAGE_BYTES; next += segments) {
            items.add(json(next));
            bytes += itemBytes;
        }
        return new Page(items, bytes, next < count ? Optional.of(key(next - segments)) : Optional.empty());
    }

    private byte[] json(int number) {
        byte[] json = template.clone();
        byte[] digits = Long.toString(FIRST_ITEM + number).getBytes(US_ASCII);
        System.arraycopy(digits, 0, json, offset, digits.length);
        return json;
    }
}
