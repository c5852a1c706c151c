/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import io.changefeed.event.RecentRemoves;
import io.changefeed.event.TombstoneHeader;
import io.changefeed.event.TopicRecord;
import io.changefeed.transforms.row.NullCharacterHandling;
import io.changefeed.transforms.row.RowConverter;
import java.util.LinkedHashMap;
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
 *
 * <p>Used by one thread. The records of a partition are transformed in order.
 */
public final class FlattenItem<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
    private static final ChangeEventReader READER = new ChangeEventReader();
    private static final Path BEFORE = Path.ROOT.field("before").field("item");
    private static final Path AFTER = Path.ROOT.field("after").field("item");
    private static final Path KEY = Path.ROOT.field("source").field("key");

    private final RecentRemoves removes = new RecentRemoves();
    private @Nullable RowConverter converter;
    private DeleteTombstoneHandling deletes = DeleteTombstoneHandling.REWRITE;
    private NullCharacterHandling nullCharacters = NullCharacterHandling.KEEP;

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
        nullCharacters = config.nullCharacters();
    }

    /**
     * Returns the record with a row as its value, or null to drop the record, depending on
     * {@code delete.tombstone.handling.mode}.
     *
     * @throws DataException if the value is not a change event, or if the event has no new image, or one that does not fit
     *     the row. Of a delete, only the key has to fit
     */
    @Override
    public @Nullable R apply(R record) {
        TopicRecord value = READER.readLazily(record.valueSchema(), record.value());
        if (value instanceof ChangeEvent event) {
            removes.add(event);
            return converted(record, event);
        }
        return value instanceof TopicRecord.Tombstone ? tombstone(record) : record;
    }

    private @Nullable R converted(R record, ChangeEvent event) {
        if (event.operation().hasAfter()) {
            return withValue(record, event, row(event, newImage(event), AFTER));
        }
        return switch (deletes.row()) {
            case NONE -> null;
            case WITH_VALUE -> withValue(record, event, lastRow(event));
            case WITHOUT_VALUE -> withValue(record, event, SchemaAndValue.NULL);
        };
    }

    /** Converts a tombstone to its delete if that was not read: log compaction removes it before the tombstone. */
    private @Nullable R tombstone(R record) {
        Optional<ChangeEvent> remove = TombstoneHeader.readFrom(record.headers());
        if (deletes.keepsTombstones()) {
            remove.ifPresent(this::checkKey);
            return record;
        }
        return remove.filter(event -> !removes.remove(event))
                .map(event -> converted(record, event))
                .orElse(null);
    }

    private static Item newImage(ChangeEvent event) {
        return event.after()
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
    }

    /** The row of the old image or, if there is none that fits, of the key: otherwise the sink would keep the item. */
    private SchemaAndValue lastRow(ChangeEvent event) {
        try {
            return row(event, event.before().orElseGet(() -> keyOf(event)), BEFORE);
        } catch (DataException e) {
            return row(event, keyOf(event), KEY);
        }
    }

    private static Item keyOf(ChangeEvent event) {
        return new Item(event.key().attributes());
    }

    /** Key attributes are those of the event in all rows: an image can have another notation of a number. */
    private SchemaAndValue row(ChangeEvent event, Item image, Path path) {
        if (converter == null) {
            throw new IllegalStateException("The transform is not configured");
        }
        Map<String, ItemValue> attributes = new LinkedHashMap<>(image.attributes());
        attributes.putAll(event.key().attributes());
        return converter.row(event, attributes, path);
    }

    private R withValue(R record, ChangeEvent event, SchemaAndValue value) {
        checkKey(event);
        return record.newRecord(
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                value.schema(),
                value.value(),
                record.timestamp());
    }

    /** The record key contains the attributes even if the row does not. */
    private void checkKey(ChangeEvent event) {
        nullCharacters.check(event.key().attributes(), KEY);
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
