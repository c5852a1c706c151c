/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads record values written by the source connector, in every event and item format and with any converter. It also
 * reads bytes, of {@link EventFormat#JSON} or as JsonConverter has written them, so that a sink with ByteArrayConverter can reject an unreadable record:
 * one that the converter itself cannot read fails the task before the task receives it.
 *
 * <p>Values are recognized by their fields, because converters may change schema names. Unknown fields are ignored and
 * optional fields may be absent, so values written by older and newer versions can be read.
 */
public final class ChangeEventReader {
    /**
     * Reads a value.
     *
     * @param schema the schema of the value; null if it has none
     * @param value a Struct, nested maps, JSON as a byte array, or null for a tombstone
     * @throws DataException if the value is anything else; the message names the field and the expected value
     */
    public TopicRecord read(@Nullable Schema schema, @Nullable Object value) {
        TopicRecord read = readLazily(schema, value);
        if (read instanceof ChangeEvent event) {
            event.before().ifPresent(Item::attributes);
            event.after().ifPresent(Item::attributes);
        }
        return read;
    }

    /**
     * Reads a value without parsing its images. An image is parsed on the first access to its attributes. Images of
     * bytes are slices of them: see {@link Item#json}.
     *
     * @param schema the schema of the value; null if it has none
     * @param value as for {@link #read}; it must not be modified afterwards
     * @throws DataException as for {@link #read}; {@link Item#attributes} reports errors in images
     */
    public TopicRecord readLazily(@Nullable Schema schema, @Nullable Object value) {
        Object content = value instanceof byte[] json ? EventJson.read(json) : value;
        if (content == null) {
            return new TopicRecord.Tombstone();
        }
        Fields fields = Fields.of(Path.ROOT, content);
        if (fields.has("op")) {
            return changeEvent(fields);
        }
        if (fields.has("heartbeat")) {
            return HeartbeatWriter.read(fields);
        }
        throw Path.ROOT.error(
                "neither a change event (no field 'op') nor a heartbeat (no field 'heartbeat')"
                        + (schema == null || schema.name() == null ? "" : "; its schema is " + schema.name())
                        + "; expected a topic of the DynamoDB Streams source connector without a transform that unwraps events");
    }

    static ChangeEvent changeEvent(Fields envelope) {
        Operation operation = envelope.constant("op", Operation::ofCode, "c, u, d or r");
        Fields source = envelope.nested("source");
        ItemFormat format = SourceBlock.itemFormat(source);
        Optional<Item> before = image(envelope, "before", format);
        Optional<Item> after = image(envelope, "after", format);
        ItemKey key = SourceBlock.key(source);
        Source origin = SourceBlock.read(source);
        return Path.ROOT.check(() -> new ChangeEvent(operation, key, before, after, origin, envelope.time("ts_ms")));
    }

    private static Optional<Item> image(Fields envelope, String name, ItemFormat format) {
        return envelope.optionalNested(name)
                .filter(row -> row.has(KeyFields.ITEM))
                .map(row -> item(row.path(KeyFields.ITEM), row.value(KeyFields.ITEM), format));
    }

    private static Item item(Path path, @Nullable Object json, ItemFormat format) {
        return json instanceof EventJson.Image image
                ? image.item(path, format)
                : Item.lazy(() -> format.json().item(path, json));
    }
}
