/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.apache.kafka.connect.data.Schema.BYTES_SCHEMA;
import static org.apache.kafka.connect.data.Schema.STRING_SCHEMA;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** The representation of events in Connect: the property {@code event.format}. */
public enum EventFormat {
    /** Structs with a schema, for all converters, with or without a schema registry. */
    STRUCT("struct") {
        @Override
        Row row(Schema schema) {
            return new StructRow(new Struct(schema));
        }

        @Override
        SchemaAndValue record(Schema schema, Row row) {
            return new SchemaAndValue(schema, row.value());
        }

        @Override
        Object item(ItemJson json, Map<String, ItemValue> attributes) {
            return json.text(attributes);
        }

        @Override
        Object bytes(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        }
    },
    /**
     * Nested maps without a schema, including the item, for JsonConverter with {@code schemas.enable=false}. This is
     * the most readable format on a topic. Bytes are Base64 strings. Optional fields without a value are null.
     */
    MAP("map") {
        @Override
        Row row(Schema schema) {
            return new MapRow(new LinkedHashMap<>());
        }

        @Override
        SchemaAndValue record(Schema schema, Row row) {
            return new SchemaAndValue(null, row.value());
        }

        @Override
        Object item(ItemJson json, Map<String, ItemValue> attributes) {
            return json.nested(attributes);
        }

        @Override
        Object bytes(ByteBuffer bytes) {
            return ItemJson.base64(bytes);
        }
    };

    private final String text;

    EventFormat(String text) {
        this.text = text;
    }

    /** Returns the value of the property. */
    public String text() {
        return text;
    }

    /** Returns an empty row with the fields of {@code schema}. */
    abstract Row row(Schema schema);

    /** Returns a complete row as the key or value of a record. */
    abstract SchemaAndValue record(Schema schema, Row row);

    /** Returns attributes as the value of a JSON field. */
    abstract Object item(ItemJson json, Map<String, ItemValue> attributes);

    /** Returns binary data as the value of a BYTES field. */
    abstract Object bytes(ByteBuffer bytes);

    /** Returns the value of a key field. */
    Object keyValue(ItemValue value) {
        if (value instanceof ItemValue.S string) {
            return string.text();
        }
        if (value instanceof ItemValue.N number) {
            return number.digits();
        }
        return bytes(((ItemValue.B) value).bytes());
    }

    /**
     * Returns the schema of a key field. A number is a decimal string, because no numeric type of Connect has 38
     * digits.
     */
    static Schema keySchema(KeyType type) {
        return type == KeyType.B ? BYTES_SCHEMA : STRING_SCHEMA;
    }

    /** Collects the values of fields. */
    interface Row {
        Row put(String field, @Nullable Object value);

        Object value();
    }

    private record StructRow(Struct struct) implements Row {
        @Override
        public Row put(String field, @Nullable Object value) {
            struct.put(field, value);
            return this;
        }

        @Override
        public Object value() {
            return struct;
        }
    }

    private record MapRow(Map<String, @Nullable Object> map) implements Row {
        @Override
        public Row put(String field, @Nullable Object value) {
            map.put(field, value);
            return this;
        }

        @Override
        public Object value() {
            return map;
        }
    }
}
