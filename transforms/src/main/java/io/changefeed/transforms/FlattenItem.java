/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.Item;
import io.changefeed.event.Path;
import io.changefeed.event.TopicRecord;
import io.changefeed.transforms.row.RowConverter;
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
 * Converts a change event to a flat row: the attributes of the item as fields, and {@code __op}, {@code __order}, {@code
 * __ts_ms} and {@code __deleted}. Keys, headers, timestamps and heartbeats are not changed.
 */
public final class FlattenItem<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
    private static final ChangeEventReader READER = new ChangeEventReader();

    private @Nullable RowConverter converter;
    private DeleteTombstoneHandling deletes = DeleteTombstoneHandling.REWRITE;

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
        converter = config.converter();
        deletes = config.deletes();
    }

    /**
     * Returns the record with a row as its value, or null to drop the record, depending on
     * {@code delete.tombstone.handling.mode}.
     *
     * @throws DataException if the value is not a change event, has no image, or has an image that does not fit the row
     */
    @Override
    public @Nullable R apply(R record) {
        TopicRecord value = READER.read(record.valueSchema(), record.value());
        if (value instanceof ChangeEvent event) {
            return event.operation().hasAfter() ? withValue(record, state(event)) : remove(record, event);
        }
        boolean dropped = value instanceof TopicRecord.Tombstone && !deletes.keepsTombstones();
        return dropped ? null : record;
    }

    private @Nullable R remove(R record, ChangeEvent event) {
        return switch (deletes.row()) {
            case NONE -> null;
            case WITH_VALUE -> withValue(record, lastState(event));
            case WITHOUT_VALUE -> withValue(record, SchemaAndValue.NULL);
        };
    }

    private SchemaAndValue state(ChangeEvent event) {
        Item image = event.after()
                .orElseThrow(() -> new DataException("after.item: the event has no new image: "
                        + (event.source().droppedImages().isPresent()
                                ? "the source connector dropped it because the event exceeded max.event.bytes"
                                        + " (source.dropped_images)"
                                : "the view type of the stream is "
                                        + event.source()
                                                .viewType()
                                                .map(Enum::name)
                                                .orElse("unknown")
                                        + "; it must be NEW_IMAGE or NEW_AND_OLD_IMAGES")));
        return converter()
                .row(event, image.attributes(), Path.ROOT.field("after").field("item"));
    }

    private SchemaAndValue lastState(ChangeEvent event) {
        Optional<Item> image = event.before();
        return converter()
                .row(
                        event,
                        image.map(Item::attributes).orElse(event.key().attributes()),
                        image.isPresent()
                                ? Path.ROOT.field("before").field("item")
                                : Path.ROOT.field("source").field("key"));
    }

    private RowConverter converter() {
        if (converter == null) {
            throw new IllegalStateException("The transform is not configured");
        }
        return converter;
    }

    private R withValue(R record, SchemaAndValue value) {
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
        // There is nothing to close.
    }
}
