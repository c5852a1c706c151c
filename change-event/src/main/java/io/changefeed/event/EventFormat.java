/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.apache.kafka.connect.data.Schema.BYTES_SCHEMA;
import static org.apache.kafka.connect.data.Schema.STRING_SCHEMA;

import java.util.function.Consumer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;

/** The representation of events in Connect: the property {@code event.format}. */
public enum EventFormat {
    /** Structs with a schema, for all converters, with or without a schema registry. */
    STRUCT("struct") {
        @Override
        SchemaAndValue record(Schema schema, Consumer<RecordTarget> fields) {
            Struct struct = new Struct(schema);
            fields.accept(new StructTarget(struct));
            return new SchemaAndValue(schema, struct);
        }
    },
    /**
     * Nested maps without a schema, including the item, for JsonConverter with {@code schemas.enable=false}. Bytes are
     * Base64 strings. Optional fields without a value are null.
     */
    MAP("map") {
        @Override
        SchemaAndValue record(Schema schema, Consumer<RecordTarget> fields) {
            MapTarget target = new MapTarget();
            fields.accept(target);
            return new SchemaAndValue(null, target.map());
        }
    },
    /**
     * JSON in UTF-8, as JsonConverter writes {@link #MAP}, for ByteArrayConverter. This is the fastest format: an image
     * in DynamoDB JSON is copied from the answer of DynamoDB. Transforms cannot access the fields.
     */
    JSON("json") {
        @Override
        SchemaAndValue record(Schema schema, Consumer<RecordTarget> fields) {
            return new SchemaAndValue(BYTES_SCHEMA, JsonRecordTarget.bytes(fields));
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

    /** Returns the key or the value of a record with these fields, which are in the order of the schema. */
    abstract SchemaAndValue record(Schema schema, Consumer<RecordTarget> fields);

    /**
     * Returns the schema of a key field. A number is a decimal string, because no numeric type of Connect has 38
     * digits.
     */
    static Schema keySchema(KeyType type) {
        return type == KeyType.B ? BYTES_SCHEMA : STRING_SCHEMA;
    }
}
