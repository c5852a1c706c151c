/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.DynamoDbJson;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/**
 * Renders keys for messages, in DynamoDB JSON. Messages are kept in logs and in the status of the connector: they contain
 * only the start of a long key, and no attribute that is not part of it.
 */
final class KeyText {
    /** In characters of a string or bytes of a binary. Most keys are shorter, and can be pasted into a command. */
    private static final int MAX_LENGTH = 64;

    private static final DynamoDbJson JSON = new DynamoDbJson();

    private KeyText() {}

    /** Renders the key of an item, or of attributes that contain the key. */
    static String of(KeySchema schema, Map<String, ItemValue> attributes) {
        try {
            return of(Keys.of(schema, attributes));
        } catch (DataException | IllegalArgumentException e) {
            return "(unreadable)";
        }
    }

    static String of(ItemKey key) {
        Map<String, ItemValue> shown = new LinkedHashMap<>();
        key.attributes().forEach((name, value) -> shown.put(name, shorten(value)));
        return JSON.text(new Item(shown)) + (shown.equals(key.attributes()) ? "" : " (shortened)");
    }

    private static ItemValue shorten(ItemValue value) {
        if (value instanceof ItemValue.S string && string.text().length() > MAX_LENGTH) {
            String text = string.text();
            boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
            return new ItemValue.S(text.substring(0, splitsPair ? MAX_LENGTH - 1 : MAX_LENGTH) + "…");
        }
        if (value instanceof ItemValue.B binary && binary.bytes().remaining() > MAX_LENGTH) {
            ByteBuffer bytes = binary.bytes();
            return new ItemValue.B(bytes.limit(bytes.position() + MAX_LENGTH));
        }
        return value;
    }
}
