/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts attribute values of the AWS SDK to item values, without loss. Errors contain the path of the value. */
public final class ItemValues {
    private ItemValues() {}

    /**
     * Converts the attributes of an item.
     *
     * @throws DataException if a value cannot be converted; the message contains its path
     */
    public static Item item(Map<String, AttributeValue> attributes) {
        return new Item(entries(attributes, Path.ROOT));
    }

    /**
     * Converts a value.
     *
     * @throws DataException if the value cannot be converted
     */
    public static ItemValue value(AttributeValue value) {
        return value(value, Path.ROOT);
    }

    private static ItemValue value(AttributeValue value, Path path) {
        return switch (value.type()) {
            case S -> new ItemValue.S(value.s());
            case N -> number(value.n(), path);
            case B -> binary(value.b());
            case BOOL -> new ItemValue.Bool(value.bool());
            case NUL -> new ItemValue.Null();
            case M -> new ItemValue.M(entries(value.m(), path));
            case L -> new ItemValue.L(elements(value.l(), path));
            case SS -> new ItemValue.SS(value.ss());
            case NS ->
                new ItemValue.NS(
                        value.ns().stream().map(digits -> number(digits, path)).toList());
            case BS ->
                new ItemValue.BS(value.bs().stream().map(ItemValues::binary).toList());
            case UNKNOWN_TO_SDK_VERSION ->
                throw path.error(
                        "this version of Changefeed does not support the type of the value. Install a newer version");
        };
    }

    private static ItemValue.N number(String digits, Path path) {
        try {
            return new ItemValue.N(digits);
        } catch (NumberFormatException e) {
            throw path.error("not a decimal number");
        }
    }

    private static ItemValue.B binary(SdkBytes bytes) {
        return new ItemValue.B(bytes.asByteBuffer());
    }

    private static Map<String, ItemValue> entries(Map<String, AttributeValue> attributes, Path path) {
        Map<String, ItemValue> entries = new LinkedHashMap<>();
        attributes.forEach((name, value) -> entries.put(name, value(value, path.field(name))));
        return entries;
    }

    private static List<ItemValue> elements(List<AttributeValue> values, Path path) {
        List<ItemValue> elements = new ArrayList<>(values.size());
        for (AttributeValue value : values) {
            elements.add(value(value, path.element(elements.size())));
        }
        return elements;
    }
}
