/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts attribute values of the AWS SDK to item values, without loss. */
public final class ItemValues {
    private ItemValues() {}

    public static Item item(Map<String, AttributeValue> attributes) {
        return new Item(entries(attributes));
    }

    /**
     * Returns the key of an item.
     *
     * @throws DataException if a key attribute is missing; the message names it
     */
    public static ItemKey key(KeySchema schema, Map<String, AttributeValue> attributes) {
        Map<String, ItemValue> key = new LinkedHashMap<>();
        for (String name : schema.attributes().keySet()) {
            AttributeValue value = attributes.get(name);
            if (value == null) {
                throw new DataException("the key attribute '" + name + "' is missing");
            }
            key.put(name, value(value));
        }
        return new ItemKey(key);
    }

    /**
     * Converts a value.
     *
     * @throws DataException if this version of the AWS SDK does not support the type of the value
     */
    public static ItemValue value(AttributeValue value) {
        return switch (value.type()) {
            case S -> new ItemValue.S(value.s());
            case N -> new ItemValue.N(value.n());
            case B -> binary(value.b());
            case BOOL -> new ItemValue.Bool(value.bool());
            case NUL -> new ItemValue.Null();
            case M -> new ItemValue.M(entries(value.m()));
            case L -> new ItemValue.L(value.l().stream().map(ItemValues::value).toList());
            case SS -> new ItemValue.SS(value.ss());
            case NS ->
                new ItemValue.NS(value.ns().stream().map(ItemValue.N::new).toList());
            case BS ->
                new ItemValue.BS(value.bs().stream().map(ItemValues::binary).toList());
            case UNKNOWN_TO_SDK_VERSION ->
                throw new DataException("The value has a type that this version of the AWS SDK does not support");
        };
    }

    private static ItemValue.B binary(SdkBytes bytes) {
        return new ItemValue.B(bytes.asByteBuffer());
    }

    private static Map<String, ItemValue> entries(Map<String, AttributeValue> attributes) {
        Map<String, ItemValue> entries = new LinkedHashMap<>();
        attributes.forEach((name, value) -> entries.put(name, value(value)));
        return entries;
    }
}
