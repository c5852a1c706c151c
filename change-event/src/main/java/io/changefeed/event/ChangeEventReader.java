/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of records on our topics, in both event formats and both item formats, as any converter hands them
 * over. Fields decide, not schema names, which converters may change; unknown fields are ignored, and optional fields
 * may be absent, so that older and newer forms can be read.
 */
public final class ChangeEventReader {
    /**
     * Reads one record's value.
     *
     * @param schema of the value; null when it has none
     * @param value a Struct, nested maps, or null for a tombstone
     * @throws DataException when it is anything else; the message names the field and what was expected there
     */
    public TopicRecord read(@Nullable Schema schema, @Nullable Object value) {
        TopicRecord read = readHead(schema, value);
        if (read instanceof ChangeEvent event) {
            event.before().ifPresent(Item::attributes);
            event.after().ifPresent(Item::attributes);
        }
        return read;
    }

    /**
     * Reads one record's value but for the images, each of which is read when it is asked for its attributes.
     *
     * @param schema of the value; null when it has none
     * @param value as for {@link #read}; it must not be changed any more
     * @throws DataException when it is anything else, but for what an image's {@link Item#attributes} throws
     */
    public TopicRecord readHead(@Nullable Schema schema, @Nullable Object value) {
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
        throw Path.ROOT.error("neither a change event (no field 'op') nor a heartbeat (no field 'heartbeat')"
                + (schema == null ? "" : "; its schema is " + schema.name())
                + "; this must be a topic of the DynamoDB Streams source connector, and no transform may unwrap it");
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
                .map(row -> Item.unread(() -> json.item(row.path(KeyFields.ITEM), row.value(KeyFields.ITEM))));
    }
}
