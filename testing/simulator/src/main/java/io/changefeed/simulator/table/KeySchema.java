/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;

/** The key attributes of a table. */
public record KeySchema(KeyAttribute partition, Optional<KeyAttribute> sort) {
    /** The types that a key attribute can have. */
    public enum KeyType {
        S,
        N,
        B
    }

    public record KeyAttribute(String name, KeyType type) {}

    /** A key schema with a partition key only. */
    public static KeySchema of(String name, KeyType type) {
        return new KeySchema(new KeyAttribute(name, type), Optional.empty());
    }

    public KeySchema sortedBy(String name, KeyType type) {
        return new KeySchema(partition, Optional.of(new KeyAttribute(name, type)));
    }

    /**
     * Returns the key attributes of an item in canonical form: equal numbers have the same text.
     *
     * @throws IllegalArgumentException if one is missing or has another type
     */
    public ObjectNode keyOf(ObjectNode item) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        key.set(partition.name(), canonical(partition, item));
        sort.ifPresent(attribute -> key.set(attribute.name(), canonical(attribute, item)));
        return key;
    }

    private static ObjectNode canonical(KeyAttribute attribute, ObjectNode item) {
        String type = attribute.type().name();
        JsonNode value = item.path(attribute.name()).path(type);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(
                    "key attribute '" + attribute.name() + "' must be a " + type + "; the item is " + item);
        }
        String text = attribute.type() == KeyType.N
                ? new BigDecimal(value.textValue()).stripTrailingZeros().toPlainString()
                : value.textValue();
        return JsonNodeFactory.instance.objectNode().put(type, text);
    }
}
