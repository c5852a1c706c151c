/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.Heartbeat;
import io.changefeed.event.HeartbeatWriter;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import io.changefeed.event.TombstoneHeader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;

/** Records as a sink receives them. */
public final class Records {
    public static final TopicPartition ORDERS = new TopicPartition("shop.orders", 0);

    private Records() {}

    public static SinkRecord record(TopicPartition partition, long offset, ChangeEvent event) {
        return record(partition, offset, event, EventFormat.STRUCT, ItemFormat.DYNAMODB_JSON);
    }

    public static SinkRecord record(
            TopicPartition partition, long offset, ChangeEvent event, EventFormat events, ItemFormat items) {
        ChangeEventWriter writer = writer(event, events, items);
        return record(partition, offset, writer.key(event.key()), writer.value(event));
    }

    /** A writer for a table whose key attributes are those of the event. */
    private static ChangeEventWriter writer(ChangeEvent event, EventFormat events, ItemFormat items) {
        Map<String, KeyType> key = new LinkedHashMap<>();
        event.key()
                .attributes()
                .forEach((name, value) ->
                        key.put(name, KeyType.valueOf(value.getClass().getSimpleName())));
        return new ChangeEventWriter(
                ORDERS.topic(), new KeySchema(key), events, items, NameAdjustment.NONE, NameAdjustment.NONE);
    }

    /** The tombstone of a remove, whose header went through Connect's default converter. */
    public static SinkRecord tombstone(TopicPartition partition, long offset, ChangeEvent remove) {
        SinkRecord record = tombstoneWithoutHeader(partition, offset, remove);
        SimpleHeaderConverter converter = new SimpleHeaderConverter();
        byte[] header = converter.fromConnectHeader(
                partition.topic(), TombstoneHeader.NAME, Schema.STRING_SCHEMA, TombstoneHeader.write(remove));
        record.headers()
                .add(TombstoneHeader.NAME, converter.toConnectHeader(partition.topic(), TombstoneHeader.NAME, header));
        return record;
    }

    /** A tombstone of another producer. */
    public static SinkRecord tombstoneWithoutHeader(TopicPartition partition, long offset, ChangeEvent event) {
        return record(
                partition,
                offset,
                writer(event, EventFormat.STRUCT, ItemFormat.DYNAMODB_JSON).key(event.key()),
                SchemaAndValue.NULL);
    }

    public static SinkRecord heartbeat(TopicPartition partition, long offset) {
        HeartbeatWriter writer = new HeartbeatWriter(EventFormat.STRUCT);
        Heartbeat heartbeat = new Heartbeat("slot", "shop", Changes.TIME, "slot/1", Map.of());
        return record(partition, offset, writer.key(heartbeat), writer.value(heartbeat));
    }

    /** A record of an event whose new image is invalid. */
    public static SinkRecord broken(TopicPartition partition, long offset, ChangeEvent event) {
        SinkRecord record = record(partition, offset, event);
        ((Struct) record.value()).getStruct("after").put("item", "{\"a\":1}");
        return record;
    }

    /** A record that does not contain a change event. */
    public static SinkRecord alien(TopicPartition partition, long offset) {
        return record(partition, offset, SchemaAndValue.NULL, new SchemaAndValue(null, Map.of("op", "x")));
    }

    private static SinkRecord record(TopicPartition partition, long offset, SchemaAndValue key, SchemaAndValue value) {
        return new SinkRecord(
                partition.topic(),
                partition.partition(),
                key.schema(),
                key.value(),
                value.schema(),
                value.value(),
                offset);
    }
}
