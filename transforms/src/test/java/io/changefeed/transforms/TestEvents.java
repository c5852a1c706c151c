/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.TombstoneHeader;
import io.changefeed.event.ViewType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Events of a table with the string key {@code id}, and their records. */
final class TestEvents {
    static final String ORDER = "1700000000000-" + "0".repeat(63) + "7";
    static final long TIME = 1_699_999_999_000L;

    private static final ItemKey KEY = new ItemKey(Map.of("id", new ItemValue.S("a")));

    private TestEvents() {}

    /** Returns an item with the key and the attributes of DynamoDB JSON without the outer braces. */
    static Item item(String attributes) {
        Map<String, ItemValue> all = new LinkedHashMap<>(KEY.attributes());
        all.putAll(ItemFormat.DYNAMODB_JSON.json().item("{" + attributes + "}").attributes());
        return new Item(all);
    }

    static ChangeEvent insert(Item item) {
        return event(Operation.INSERT, Optional.empty(), Optional.of(item), ViewType.NEW_AND_OLD_IMAGES);
    }

    static ChangeEvent modify(Item before, Item after) {
        return event(Operation.MODIFY, Optional.of(before), Optional.of(after), ViewType.NEW_AND_OLD_IMAGES);
    }

    static ChangeEvent remove(Item item) {
        return event(Operation.REMOVE, Optional.of(item), Optional.empty(), ViewType.NEW_AND_OLD_IMAGES);
    }

    static ChangeEvent snapshotRead(Item item) {
        return event(Operation.READ, Optional.empty(), Optional.of(item), ViewType.NEW_AND_OLD_IMAGES);
    }

    static ChangeEvent keysOnly(Operation operation) {
        return event(operation, Optional.empty(), Optional.empty(), ViewType.KEYS_ONLY);
    }

    /** Returns the event with another key. Its images do not change. */
    static ChangeEvent withKey(ChangeEvent event, ItemValue id) {
        return new ChangeEvent(
                event.operation(),
                new ItemKey(Map.of("id", id)),
                event.before(),
                event.after(),
                event.source(),
                event.time());
    }

    private static ChangeEvent event(
            Operation operation, Optional<Item> before, Optional<Item> after, ViewType viewType) {
        Source source = new Source(
                "1.2.3",
                "cdc",
                Instant.ofEpochMilli(TIME),
                operation == Operation.READ ? Source.Snapshot.TRUE : Source.Snapshot.FALSE,
                "eu-central-1",
                "orders",
                "123456789012",
                Optional.empty(),
                Optional.empty(),
                Optional.of("7"),
                new Order(ORDER),
                "event-7",
                Optional.of(viewType),
                100,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new ChangeEvent(operation, KEY, before, after, source, Instant.ofEpochMilli(TIME + 1234));
    }

    /** Returns a sink record of the event as the source writes it by default. */
    static SinkRecord record(ChangeEvent event) {
        return record(event, EventFormat.STRUCT, ItemFormat.DYNAMODB_JSON);
    }

    static SinkRecord record(ChangeEvent event, EventFormat format, ItemFormat items) {
        ChangeEventWriter writer = new ChangeEventWriter(
                "cdc.orders", schema(event.key()), format, items, NameAdjustment.NONE, NameAdjustment.NONE);
        return record(writer.key(event.key()), writer.value(event));
    }

    private static KeySchema schema(ItemKey key) {
        Map<String, KeyType> types = new LinkedHashMap<>();
        key.attributes()
                .forEach((name, value) ->
                        types.put(name, KeyType.valueOf(value.getClass().getSimpleName())));
        return new KeySchema(types);
    }

    /** Returns a tombstone of another producer. */
    static SinkRecord tombstone() {
        return record(new SchemaAndValue(null, Map.of("id", "a")), SchemaAndValue.NULL);
    }

    /** Returns the tombstone that the source writes after a remove. */
    static SinkRecord tombstone(ChangeEvent remove) {
        SinkRecord record = record(remove);
        SinkRecord tombstone = record(new SchemaAndValue(record.keySchema(), record.key()), SchemaAndValue.NULL);
        tombstone.headers().addString(TombstoneHeader.NAME, TombstoneHeader.write(remove));
        return tombstone;
    }

    static SinkRecord record(SchemaAndValue key, SchemaAndValue value) {
        return new SinkRecord("cdc.orders", 2, key.schema(), key.value(), value.schema(), value.value(), 42);
    }

    /** Returns the result of the transform with these properties; null if it drops the record. */
    static @Nullable SinkRecord flattened(SinkRecord record, Map<String, String> properties) {
        try (FlattenItem<SinkRecord> transform = new FlattenItem<>()) {
            transform.configure(properties);
            return transform.apply(record);
        }
    }
}
