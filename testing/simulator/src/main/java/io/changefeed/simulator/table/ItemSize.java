/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Computes item sizes in bytes, approximately as DynamoDB does (Developer Guide, "DynamoDB item sizes and formats").
 */
public final class ItemSize {
    private static final int NESTING = 3;

    private ItemSize() {}

    /** Returns the size of a map of attribute names to values in DynamoDB JSON. */
    public static int of(JsonNode attributes) {
        int bytes = 0;
        for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
            bytes += attribute.getKey().getBytes(UTF_8).length + ofValue(attribute.getValue());
        }
        return bytes;
    }

    /** A value without a type, or of an unknown one, has the size of its JSON. */
    private static int ofValue(JsonNode typed) {
        if (typed.isEmpty()) {
            return 0;
        }
        Map.Entry<String, JsonNode> entry = typed.properties().iterator().next();
        JsonNode value = entry.getValue();
        return switch (entry.getKey()) {
            case "M" -> NESTING + of(value) + value.size();
            case "L" -> {
                int bytes = NESTING + value.size();
                for (JsonNode element : value) {
                    bytes += ofValue(element);
                }
                yield bytes;
            }
            case "SS", "NS", "BS" -> {
                int bytes = 0;
                for (JsonNode element : value) {
                    bytes += ofScalar(entry.getKey().substring(0, 1), element.textValue());
                }
                yield bytes;
            }
            case "BOOL", "NULL" -> 1;
            case "S", "N", "B" -> ofScalar(entry.getKey(), value.textValue());
            default -> value.toString().length();
        };
    }

    private static int ofScalar(String type, String text) {
        return switch (type) {
            case "N" -> text.length() / 2 + 1;
            case "B" -> text.length() * 3 / 4;
            default -> text.getBytes(UTF_8).length;
        };
    }
}
