/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Computes the JSON size of keys and values without serializing them, because it is needed for every event. Unless they
 * are JSON already, the result is an upper bound, slightly above the size of the output of the JsonConverter.
 */
final class JsonSize {
    /** The braces, the type and the property names of a schema, without its name and its fields. */
    private static final int SCHEMA = 100;

    /** <code>{"schema":…,"payload":…}</code> */
    private static final int ENVELOPE = 24;

    private JsonSize() {}

    static long of(SchemaAndValue record) {
        if (record.value() instanceof byte[] json) {
            return json.length;
        }
        long value = value(record.value());
        return record.schema() == null ? value : value + ENVELOPE + schema(record.schema());
    }

    private static long schema(Schema schema) {
        long size = SCHEMA + (schema.name() == null ? 0 : text(schema.name()));
        if (schema.type() == Schema.Type.STRUCT) {
            for (Field field : schema.fields()) {
                size += text(field.name()) + schema(field.schema());
            }
        }
        return size;
    }

    private static long value(@Nullable Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Struct struct) {
            long size = 2;
            for (Field field : struct.schema().fields()) {
                size += entry(field.name(), struct.get(field));
            }
            return size;
        }
        if (value instanceof Map<?, ?> map) {
            long size = 2;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                size += entry(String.valueOf(entry.getKey()), entry.getValue());
            }
            return size;
        }
        if (value instanceof Iterable<?> list) {
            long size = 2;
            for (Object element : list) {
                size += value(element) + 1;
            }
            return size;
        }
        if (value instanceof byte[] bytes) {
            return base64(bytes.length);
        }
        if (value instanceof ByteBuffer bytes) {
            return base64(bytes.remaining());
        }
        return String.valueOf(value).length();
    }

    /** Includes the colon and the comma. */
    private static long entry(String name, @Nullable Object value) {
        return text(name) + value(value) + 2;
    }

    private static long base64(int bytes) {
        return 2 + (bytes + 2) / 3 * 4L;
    }

    /** Includes the quotation marks. */
    private static long text(String text) {
        long size = 2;
        for (int i = 0; i < text.length(); i++) {
            size += character(text.charAt(i));
        }
        return size;
    }

    private static int character(char c) {
        if (c < ' ') {
            return c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r' ? 2 : 6;
        }
        if (c < 0x80) {
            return c == '"' || c == '\\' ? 2 : 1;
        }
        if (c < 0x800) {
            return 2;
        }
        // Jackson escapes each half of a surrogate pair, although UTF-8 needs four bytes for both.
        return Character.isSurrogate(c) ? 6 : 3;
    }
}
