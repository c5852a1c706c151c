/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The values that DynamoDB accepts in key attributes of tables and indexes. */
final class KeyValues {
    private static final int MAX_PARTITION_KEY_BYTES = 2048;
    private static final int MAX_SORT_KEY_BYTES = 1024;

    private KeyValues() {}

    /** Whether values of a column can have the type of a key attribute. */
    static boolean fits(ColumnType column, ScalarAttributeType type) {
        return switch (column.kind()) {
            case ANY -> true;
            case STRING, TIMESTAMP, JSON -> type == ScalarAttributeType.S;
            case INTEGER, DECIMAL, DOUBLE -> type == ScalarAttributeType.N;
            case BINARY -> type == ScalarAttributeType.B;
            case BOOLEAN -> false;
        };
    }

    /**
     * Why a value cannot be a key value; empty if it can.
     *
     * @param value null if there is none
     * @param key names the key in messages
     */
    static Optional<String> problem(@Nullable ItemValue value, ScalarAttributeType type, KeyType role, String key) {
        if (value == null || !isOf(type, value)) {
            return Optional.of("does not have the type " + type + " of " + key);
        }
        int size = value instanceof ItemValue.S text
                ? text.text().getBytes(UTF_8).length
                : value instanceof ItemValue.B binary ? binary.bytes().remaining() : 1;
        int maxBytes = role == KeyType.HASH ? MAX_PARTITION_KEY_BYTES : MAX_SORT_KEY_BYTES;
        if (size == 0) {
            return Optional.of("is empty");
        }
        return size > maxBytes
                ? Optional.of("has " + size + " bytes, but DynamoDB allows only " + maxBytes)
                : Optional.empty();
    }

    private static boolean isOf(ScalarAttributeType type, ItemValue value) {
        return switch (type) {
            case S -> value instanceof ItemValue.S;
            case N -> value instanceof ItemValue.N;
            case B -> value instanceof ItemValue.B;
            case UNKNOWN_TO_SDK_VERSION -> false;
        };
    }
}
