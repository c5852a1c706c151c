/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.value;

import com.google.common.base.Utf8;
import com.google.firestore.v1.Value;
import java.util.Map;

/** Calculates the size of a document as Firestore does (Firestore documentation, "Storage size calculations"). */
public final class DocumentSize {
    /** Firestore's limit: 1 MiB minus 4 bytes. */
    public static final long MAX_BYTES = (1 << 20) - 4;

    private static final int NAME_OVERHEAD = 16;
    private static final int MAP_OVERHEAD = 32;
    private static final int NUMBER_BYTES = 8;

    private DocumentSize() {}

    /**
     * Returns the size in bytes.
     *
     * @param name the path relative to the database
     */
    public static long of(String name, Map<String, Value> fields) {
        long size = NAME_OVERHEAD;
        for (String id : name.split("/", -1)) {
            size += text(id);
        }
        return size + map(fields);
    }

    private static long map(Map<String, Value> fields) {
        long size = MAP_OVERHEAD;
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            size += text(field.getKey()) + value(field.getValue());
        }
        return size;
    }

    private static long value(Value value) {
        return switch (value.getValueTypeCase()) {
            case STRING_VALUE -> text(value.getStringValue());
            case BYTES_VALUE -> value.getBytesValue().size();
            case INTEGER_VALUE, DOUBLE_VALUE, TIMESTAMP_VALUE -> NUMBER_BYTES;
            case MAP_VALUE -> map(value.getMapValue().getFieldsMap());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .mapToLong(DocumentSize::value)
                        .sum();
            case BOOLEAN_VALUE, NULL_VALUE -> 1;
            default -> throw new IllegalArgumentException("Unexpected type of value: " + value.getValueTypeCase());
        };
    }

    private static long text(String text) {
        return Utf8.encodedLength(text) + 1L;
    }
}
