/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import static io.changefeed.event.ViewType.KEYS_ONLY;
import static io.changefeed.event.ViewType.NEW_AND_OLD_IMAGES;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.EventFormat;
import io.changefeed.event.TombstoneHeader;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.metrics.MetricsContext;
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.metrics.TaskMetrics;
import io.changefeed.source.offset.SlotOffset;
import io.changefeed.source.record.PageConversion;
import io.changefeed.source.record.StreamPageConverter;
import io.changefeed.source.record.StreamRecords;
import io.changefeed.source.stream.Allocations;
import io.changefeed.source.stream.ReadResult.Page;
import io.changefeed.source.stream.ShardRef;
import io.changefeed.source.stream.SnapshotWindows;
import io.changefeed.source.stream.SnapshotWindows.SnapshotWindow;
import io.changefeed.source.stream.Windows;
import io.changefeed.testing.FakePluginMetrics;
import io.changefeed.testing.RandomInputs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class SlotEmitterTest {
    private static final Slot SLOT = new Slot(StreamRecords.table().streamArn(), 0);
    private static final Position BEFORE = new Position.After("0");
    private static final Record UNREADABLE = StreamRecords.record(
            "INSERT",
            NEW_AND_OLD_IMAGES,
            2,
            StreamRecords.change(NEW_AND_OLD_IMAGES, 2)
                    .newImage(Map.of(
                            "text",
                            AttributeValue.fromS("secret"),
                            "lines",
                            AttributeValue.fromL(List.of(
                                    AttributeValue.fromNul(true),
                                    AttributeValue.fromM(Map.of(
                                            "price", AttributeValue.builder().build())))))));

    private final SnapshotWindows windows = new SnapshotWindows();
    private final TableMetrics metrics = new TableMetrics(Duration.ofSeconds(1));

    /**
     * A transform can drop any record: the stored offset must neither skip nor lag far behind a record that was
     * kept.
     */
    @Test
    void onlyTheTombstoneOfADeleteAdvancesTheOffset() {
        RandomInputs.check(200, in -> assertOffsets(in.list(1, 6, in::bool), in.bool()));
    }

    private void assertOffsets(List<Boolean> removes, boolean tombstones) {
        Record[] page = new Record[removes.size()];
        List<String> expected = new ArrayList<>();
        String before = BEFORE.text();
        for (int i = 0; i < page.length; i++) {
            boolean remove = removes.get(i);
            page[i] = remove ? StreamRecords.remove(KEYS_ONLY, i) : StreamRecords.insert(KEYS_ONLY, i);
            String after = page[i].dynamodb().sequenceNumber();
            if (remove && tombstones) {
                expected.add(before);
            }
            expected.add(after);
            before = after;
        }
        List<SourceRecord> records = of(Map.of("tombstones.on.delete", Boolean.toString(tombstones)), page);

        assertThat(records).extracting(SourceRecord::sourcePartition).allMatch(SlotOffset.partition(SLOT)::equals);
        assertThat(records)
                .extracting(SourceRecord::sourceOffset)
                .isEqualTo(expected.stream()
                        .map(position -> Map.of("assignment", "1", StreamRecords.SHARD, position))
                        .toList());
    }

    @Test
    void tombstoneFollowsEachRemove() {
        List<SourceRecord> records = of(
                Map.of(),
                StreamRecords.insert(KEYS_ONLY, 1),
                StreamRecords.remove(KEYS_ONLY, 2),
                StreamRecords.insert(KEYS_ONLY, 3));

        assertThat(records).extracting(record -> record.value() == null).containsExactly(false, false, true, false);
        assertThat(records.get(2).key()).isEqualTo(records.get(1).key());
        assertThat(records.get(2).keySchema()).isEqualTo(records.get(1).keySchema());
        assertThat(records.get(2).valueSchema()).isNull();
        assertThat(records.get(2).timestamp()).isEqualTo(records.get(1).timestamp());
    }

    @Test
    void tombstoneIdentifiesItsRemove() {
        List<SourceRecord> records = of(Map.of(), StreamRecords.remove(NEW_AND_OLD_IMAGES, 2));

        ChangeEvent remove = (ChangeEvent) new ChangeEventReader()
                .read(records.get(0).valueSchema(), records.get(0).value());
        ChangeEvent header = TombstoneHeader.read(
                records.get(1).headers().lastWithName(TombstoneHeader.NAME).value());
        assertThat(header.key()).isEqualTo(remove.key());
        assertThat(header.source()).isEqualTo(remove.source());
        assertThat(header.before()).isEmpty();
        assertThat(records.get(0).headers()).isEmpty();
    }

    @Test
    void tombstonesCanBeDisabled() {
        assertThat(of(Map.of("tombstones.on.delete", "false"), StreamRecords.remove(KEYS_ONLY, 2)))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isNotNull());
    }

    @Test
    void recordHasTheTopicOfItsTableAndTheTimeOfTheChange() {
        SourceRecord record = of(
                        Map.of("topic.name.format", "${region}.${account}.${table}"),
                        StreamRecords.insert(KEYS_ONLY, 1))
                .get(0);

        assertThat(record.topic()).isEqualTo("eu-central-1.123456789012.orders");
        assertThat(record.kafkaPartition()).isNull();
        assertThat(record.timestamp()).isEqualTo(StreamRecords.CHANGED.toEpochMilli());
    }

    @Test
    void eventCanBeReadBackFromTheRecord() {
        SourceRecord record =
                of(Map.of(), StreamRecords.modify(NEW_AND_OLD_IMAGES, 49)).get(0);

        ChangeEvent event = (ChangeEvent) new ChangeEventReader().read(record.valueSchema(), record.value());
        assertThat(event.source().sequenceNumber()).contains("49");
        assertThat(event.source().name()).isEqualTo("shop");
        assertThat(event.source().version()).isEqualTo(ChangefeedVersion.text());
        assertThat(event.before()).isNotEmpty().isNotEqualTo(event.after());
    }

    @Test
    void appliesFormatsAndNameAdjustments() {
        SourceRecord map = of(
                        Map.of("event.format", "map", "item.format", "json"),
                        StreamRecords.insert(NEW_AND_OLD_IMAGES, 1))
                .get(0);
        SourceRecord adjusted = of(
                        Map.of(
                                "schema.name.adjustment.mode",
                                "avro_unicode",
                                "topic.name.format",
                                "${prefix}-${table}"),
                        StreamRecords.insert(NEW_AND_OLD_IMAGES, 1))
                .get(0);

        assertThat(map.valueSchema()).isNull();
        assertThat(map.value()).asString().contains("item={id=1, text=new}");
        assertThat(adjusted.keySchema().name()).isEqualTo("shop_u002dorders.Key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0", "1.00", "1E0", "0.1E1", "10E-1"})
    void equalNumbersHaveTheSameKey(String number) {
        Record record = StreamRecords.record(
                "INSERT",
                KEYS_ONLY,
                1,
                StreamRecords.change(KEYS_ONLY, 1).keys(Map.of("id", AttributeValue.fromN(number))));

        assertThat(((Struct) of(Map.of(), record).get(0).key()).getString("id")).isEqualTo("1");
    }

    @Test
    void conversionEndsBeforeAChangeThatCannotBePublished() {
        Page page = page(Map.of(), StreamRecords.insert(KEYS_ONLY, 1), UNREADABLE, StreamRecords.insert(KEYS_ONLY, 3));
        SlotEmitter slot = slot();

        assertThat(slot.emit(page))
                .singleElement()
                .extracting(SourceRecord::sourceOffset)
                .isEqualTo(Map.of("assignment", "1", StreamRecords.SHARD, "1"));
        assertThat(position(slot)).isEqualTo(new Position.After("1"));
        assertThat(page.conversion().failure())
                .get(InstanceOfAssertFactories.THROWABLE)
                .hasMessage("Cannot publish change 2 of shard " + StreamRecords.SHARD
                        + " of table orders (key {\"id\":{\"N\":\"1\"}}): NewImage.lines[1].price: this version of"
                        + " Changefeed does not support the type of the value. Install a newer version. The changes"
                        + " before it in the shard are published; this change and later ones are not. Restart the task"
                        + " after you have fixed the cause, within 24 hours of the change: DynamoDB does not retain it"
                        + " longer. To skip the change, stop the connector, set the position of the shard to 2 with"
                        + " PATCH /connectors/<name>/offsets, and resume it.");
    }

    @Test
    void pageThatStartsWithAChangeThatCannotBePublishedHasNoRecordsAndNoPosition() {
        Page page = page(Map.of(), UNREADABLE, StreamRecords.insert(KEYS_ONLY, 3));
        SlotEmitter slot = slot();

        assertThat(slot.emit(page)).isEmpty();
        assertThat(position(slot)).isEqualTo(BEFORE);
        assertThat(page.conversion().failure()).isPresent();
    }

    @Test
    void openWindowsSeeTheKeysOfAllEmittedRecords() {
        for (EventFormat format : EventFormat.values()) {
            Page page = page(Map.of("event.format", format.text()), StreamRecords.insert(KEYS_ONLY, 1));
            Page again = page(Map.of("event.format", format.text()), StreamRecords.insert(KEYS_ONLY, 1));
            SchemaAndValue key = again.conversion().changes().get(0).event().key();
            SnapshotWindow window = Windows.open(windows);

            assertThat(window.hasChanged(key)).isFalse();
            slot().emit(page);

            assertThat(window.hasChanged(key)).isTrue();
            window.close();
        }
    }

    @Test
    void droppedImagesAreCountedWhenTheEventIsEmitted() {
        FakePluginMetrics registered = new FakePluginMetrics();
        try (MetricRegistry registry = MetricRegistry.open(new MetricsContext(registered), new TaskId("oversize", 0))) {
            new TaskMetrics(registry).add("1", "orders", metrics);
            Record large = StreamRecords.record(
                    "INSERT",
                    NEW_AND_OLD_IMAGES,
                    1,
                    StreamRecords.change(NEW_AND_OLD_IMAGES, 1)
                            .newImage(Map.of("text", AttributeValue.fromS("x".repeat(20_000)))));

            Page page = page(Map.of("max.event.bytes", "20000", "on.oversize", "keys-only"), large);
            assertThat(registered.value("event-oversize-total", Map.of("account", "1", "table", "orders")))
                    .isZero();

            slot().emit(page);
            assertThat(registered.value("event-oversize-total", Map.of("account", "1", "table", "orders")))
                    .isOne();
        }
    }

    private List<SourceRecord> of(Map<String, String> more, Record... records) {
        Page page = page(more, records);
        SlotEmitter slot = slot();
        List<SourceRecord> emitted = slot.emit(page);
        assertThat(page.conversion().failure()).isEmpty();
        assertThat(position(slot))
                .isEqualTo(new Position.After(
                        records[records.length - 1].dynamodb().sequenceNumber()));
        return emitted;
    }

    private static Position position(SlotEmitter slot) {
        return slot.frontier().position(StreamRecords.SHARD);
    }

    private static Page page(Map<String, String> more, Record... records) {
        PageConversion conversion =
                converter(more).convert(StreamRecords.parsed(StreamRecords.table(), records), StreamRecords.SHARD);
        return new Page(new ShardRef(SLOT, StreamRecords.SHARD), conversion, StreamRecords.CHANGED, Allocations.of(0));
    }

    private static StreamPageConverter converter(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of("tables", "orders", "topic.prefix", "shop"));
        properties.putAll(more);
        return new StreamPageConverter(StreamRecords.table(), new SourceConfig(properties), Clock.systemUTC());
    }

    private SlotEmitter slot() {
        return new SlotEmitter(
                SLOT,
                converter(Map.of()),
                windows,
                metrics,
                new Frontier(1, new TreeMap<>(Map.of(StreamRecords.SHARD, BEFORE))),
                Set.of(),
                new IdleTimer(Duration.ofMinutes(1), Instant.EPOCH));
    }
}
