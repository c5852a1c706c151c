/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.Item;
import io.changefeed.event.Path;
import io.changefeed.event.TopicRecord;
import io.changefeed.transforms.row.Rows;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Makes a flat row of a change event's value: the item's attributes as fields, and {@code __op}, {@code __order}, {@code
 * __ts_ms} and {@code __deleted}. Keys, headers, timestamps and heartbeats stay as they are.
 */
public final class FlattenItem<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
    private static final ChangeEventReader READER = new ChangeEventReader();

    private @Nullable Rows rows;
    private Removes removes = Removes.REWRITE;

    @Override
    public String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public ConfigDef config() {
        return FlattenItemConfig.DEFINITION;
    }

    @Override
    public void configure(Map<String, ?> properties) {
        FlattenItemConfig config = new FlattenItemConfig(properties);
        rows = config.rows();
        removes = config.removes();
    }

    /**
     * The record with a row as its value; null, which drops it, where {@code delete.tombstone.handling.mode} says so.
     *
     * @throws DataException when the value is none of our events, has no image to make a row of, or one that does not fit
     */
    @Override
    public @Nullable R apply(R record) {
        TopicRecord value = READER.read(record.valueSchema(), record.value());
        if (value instanceof ChangeEvent event) {
            return event.operation().hasAfter() ? with(record, state(event)) : remove(record, event);
        }
        boolean dropped = value instanceof TopicRecord.Tombstone && !removes.tombstones();
        return dropped ? null : record;
    }

    private @Nullable R remove(R record, ChangeEvent event) {
        return switch (removes.row()) {
            case NONE -> null;
            case WITH_VALUE -> with(record, lastState(event));
            case WITHOUT_VALUE -> with(record, SchemaAndValue.NULL);
        };
    }

    private SchemaAndValue state(ChangeEvent event) {
        Item image = event.after()
                .orElseThrow(() -> new DataException("after.item: there is no image to make a row of: "
                        + (event.source().droppedImages().isPresent()
                                ? "the source connector left it out, since the event was too large (source.dropped_images; its"
                                        + " property max.event.bytes)"
                                : "the view type of the table's stream is "
                                        + event.source()
                                                .viewType()
                                                .map(Enum::name)
                                                .orElse("unknown")
                                        + "; it must be NEW_IMAGE or NEW_AND_OLD_IMAGES")));
        return rows().row(event, image.attributes(), Path.ROOT.field("after").field("item"));
    }

    private SchemaAndValue lastState(ChangeEvent event) {
        Optional<Item> image = event.before();
        return rows().row(
                        event,
                        image.map(Item::attributes).orElse(event.key().attributes()),
                        image.isPresent()
                                ? Path.ROOT.field("before").field("item")
                                : Path.ROOT.field("source").field("key"));
    }

    private Rows rows() {
        if (rows == null) {
            throw new IllegalStateException("configure was not called");
        }
        return rows;
    }

    private R with(R record, SchemaAndValue value) {
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                value.schema(),
                value.value(),
                record.timestamp());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
