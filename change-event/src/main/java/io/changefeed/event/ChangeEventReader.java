/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of records that the source connector wrote, in all event and item formats and after any converter.
 *
 * <p>Values are recognized by their fields, because converters may change schema names. Unknown fields are ignored and
 * optional fields may be absent, so that values of older and newer versions can be read.
 */
public final class ChangeEventReader {
    /**
     * Reads a value.
     *
     * @param schema the schema of the value; null if it has none
     * @param value a Struct, nested maps, or null for a tombstone
     * @throws DataException if it is anything else; the message names the field and what was expected
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
     * Reads a value without its images. An image is parsed when its attributes are requested.
     *
     * @param schema the schema of the value; null if it has none
     * @param value as for {@link #read}; it must not be modified afterwards
     * @throws DataException as for {@link #read}; errors of an image are thrown by {@link Item#attributes}
     */
    public TopicRecord readLazily(@Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return new TopicRecord.Tombstone();
        }
        Fields fields = Fields.of(Path.ROOT, value);
        if (fields.has("op")) {
            return changeEvent(fields);
        }
        if (fields.has("heartbeat")) {
            return HeartbeatWriter.read(fields);
        }
        throw Path.ROOT.error(
                "neither a change event (no field 'op') nor a heartbeat (no field 'heartbeat')"
                        + (schema == null ? "" : "; its schema is " + schema.name())
                        + "; expected a topic of the DynamoDB Streams source connector without a transform that unwraps events");
    }

    private static ChangeEvent changeEvent(Fields envelope) {
        Operation operation = envelope.constant("op", Operation::ofCode, "c, u, d or r");
        Fields source = envelope.nested("source");
        ItemJson json = SourceBlock.itemFormat(source).json();
        Optional<Item> before = image(envelope, "before", json);
        Optional<Item> after = image(envelope, "after", json);
        ItemKey key = SourceBlock.key(source);
        Source from = SourceBlock.read(source);
        return Path.ROOT.check(() -> new ChangeEvent(operation, key, before, after, from, envelope.time("ts_ms")));
    }

    private static Optional<Item> image(Fields envelope, String name, ItemJson json) {
        return envelope.optionalNested(name)
                .filter(row -> row.has(KeyFields.ITEM))
                .map(row -> Item.lazy(() -> json.item(row.path(KeyFields.ITEM), row.value(KeyFields.ITEM))));
    }
}
