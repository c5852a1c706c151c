/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.apache.kafka.connect.data.Schema.INT64_SCHEMA;
import static org.apache.kafka.connect.data.Schema.STRING_SCHEMA;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Writes the change events of a table as keys and values of Connect records.
 *
 * <p>The key ({@code <topic>.Key}) has one field for each key attribute: S becomes STRING, N becomes STRING in
 * canonical decimal form, B becomes BYTES. The value ({@code <topic>.Envelope}) has these fields:
 *
 * <ul>
 *   <li>{@code op}: {@code c} insert, {@code u} modify, {@code d} remove, {@code r} snapshot read
 *   <li>{@code before}, {@code after} ({@code <topic>.Value}): {@code before} is null for {@code c} and {@code r},
 *       {@code after} is null for {@code d}. Otherwise they have the key fields and {@code item}: the image as JSON,
 *       null if the view type of the stream has no such image or the connector dropped it (see {@code dropped_images})
 *   <li>{@code source} ({@code io.changefeed.dynamodb.Source}):
 *       <ul>
 *         <li>{@code version} of the connector; {@code connector}: {@code dynamodb}; {@code name}: its
 *             {@code topic.prefix}
 *         <li>{@code ts_ms}: the time of the change, truncated to the second; for a snapshot read, the time of the
 *             read. All times are milliseconds since the epoch
 *         <li>{@code snapshot}: {@code false}, {@code true} or {@code incremental}
 *         <li>{@code region}: the AWS region; {@code table}: the table name; {@code account}: the AWS account ID
 *         <li>{@code stream_arn}, optional; {@code shard_id} and {@code sequence_number} of the stream record, null for
 *             snapshot reads
 *         <li>{@code order}: the version of the item's state, comparable as text: see {@link Order}
 *         <li>{@code event_id}: the ID of the event, which stays the same when it is redelivered
 *         <li>{@code view_type}: {@code KEYS_ONLY}, {@code NEW_IMAGE}, {@code OLD_IMAGE} or
 *             {@code NEW_AND_OLD_IMAGES}; null if a snapshot reads a table without a stream
 *         <li>{@code size_bytes}: the size of keys and images as DynamoDB reports it; 0 if unknown
 *         <li>{@code ttl}: whether DynamoDB deleted the item because its time to live expired
 *         <li>{@code user_identity} with {@code type} and {@code principal_id}: the AWS service that made the change;
 *             null for changes by users
 *         <li>{@code snapshot_id}: null for stream events
 *         <li>{@code item_format} of the images: {@code dynamodb-json} or {@code json}
 *         <li>{@code key}: the key of the item in DynamoDB JSON, {@code {"pk":{"S":"a"},"sk":{"N":"1"}}}, with the
 *             original attribute names, order and types
 *         <li>{@code dropped_images}: {@code before}, {@code after} or {@code both} if the connector dropped these
 *             images because the event was too large; otherwise null
 *       </ul>
 *   <li>{@code ts_ms}: when the connector read the change
 * </ul>
 *
 * <p>Field names are adjusted for key attributes only; all other names are valid for every converter. A key attribute
 * named {@code item} becomes the field {@code item_}.
 *
 * <p>Thread-safe.
 */
public final class ChangeEventWriter {
    private final EventFormat format;
    private final ItemFormat items;
    private final KeyFields keyFields;
    private final Schema keySchema;
    private final Schema rowSchema;
    private final Schema envelopeSchema;

    /** @throws IllegalArgumentException if two key attributes would have the same field name */
    public ChangeEventWriter(
            String topic,
            KeySchema key,
            EventFormat format,
            ItemFormat items,
            NameAdjustment schemaNames,
            NameAdjustment fieldNames) {
        this.format = format;
        this.items = items;
        keyFields = new KeyFields(key, fieldNames);

        SchemaBuilder keys = SchemaBuilder.struct().name(schemaNames.schemaName(topic + ".Key"));
        keyFields.addTo(keys);
        keySchema = keys.build();

        SchemaBuilder row = SchemaBuilder.struct()
                .name(schemaNames.schemaName(topic + ".Value"))
                .optional();
        keyFields.addTo(row);
        rowSchema = row.field(KeyFields.ITEM, JsonSchema.OPTIONAL).build();

        envelopeSchema = SchemaBuilder.struct()
                .name(schemaNames.schemaName(topic + ".Envelope"))
                .field("op", STRING_SCHEMA)
                .field("before", rowSchema)
                .field("after", rowSchema)
                .field("source", SourceBlock.SCHEMA)
                .field("ts_ms", INT64_SCHEMA)
                .build();
    }

    /**
     * Returns the key of a record.
     *
     * @throws IllegalArgumentException if {@code key} does not match the key schema of the table
     */
    public SchemaAndValue key(ItemKey key) {
        return format.record(keySchema, fields -> keyFields.put(fields, key));
    }

    /**
     * Returns the value of a record.
     *
     * @throws IllegalArgumentException if the key of the event does not match the key schema of the table
     */
    public SchemaAndValue value(ChangeEvent event) {
        return format.record(envelopeSchema, envelope -> {
            envelope.put("op", event.operation().code());
            image(envelope, "before", event.operation().hasBefore(), event.key(), event.before());
            image(envelope, "after", event.operation().hasAfter(), event.key(), event.after());
            envelope.put("source", source -> SourceBlock.write(source, event.source(), event.key(), items))
                    .put("ts_ms", event.time().toEpochMilli());
        });
    }

    private void image(RecordTarget envelope, String field, boolean present, ItemKey key, Optional<Item> item) {
        if (present) {
            envelope.put(field, row -> {
                keyFields.put(row, key);
                row.put(KeyFields.ITEM, item, items.json());
            });
        } else {
            envelope.putNull(field);
        }
    }

    /**
     * Returns the size of a record in bytes as UTF-8 JSON, with its schemas if it has any. This is the exact size in the
     * format {@code json}, otherwise an upper bound for the output of the JsonConverter; Avro and Protobuf are smaller.
     */
    public static long jsonSize(SchemaAndValue key, SchemaAndValue value) {
        return JsonSize.of(key) + JsonSize.of(value);
    }
}
