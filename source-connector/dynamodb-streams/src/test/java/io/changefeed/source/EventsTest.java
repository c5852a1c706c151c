/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The content of records, and heartbeats, which store offsets that no record stores. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class EventsTest {
    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    static Stream<KeySchema> keys() {
        return Stream.of(KeyType.values())
                .flatMap(type -> Stream.concat(
                        Stream.of(KeySchema.of("pk", type)),
                        Stream.of(KeyType.values())
                                .map(sort -> KeySchema.of("pk", type).sortedBy("sk", sort))));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void readsTablesWithEveryKeyType(KeySchema key) {
        SimulatedTable table = testBed.simulator().createTable("orders", key, ViewType.NEW_AND_OLD_IMAGES);
        table.generate(40, 8);
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, table);
    }

    @ParameterizedTest
    @EnumSource(ViewType.class)
    void readsStreamsOfEveryViewType(ViewType viewType) {
        SimulatedTable table = testBed.simulator().createTable("orders", KeySchema.of("id", KeyType.S), viewType);
        table.generate(40, 8);
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, table);
    }

    @Test
    void namesNumbersAndBinariesAreUnchanged() throws IOException {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.put((ObjectNode) new ObjectMapper().readTree("""
            {"id": {"S": "a"}, "a.b": {"N": "12345678901234567890123456789012345678"}, "a_b": {"N": "1.50"},
             "": {"S": ""}, "ü": {"B": "AP9/"}, "list": {"L": [{"NS": ["1", "2.0"]}, {"NULL": true}]}}
            """));
        Worker worker = testBed.worker("orders");
        worker.start();
        worker.runUntil(() -> !testBed.kafka().changes().isEmpty());

        SourceRecord record = testBed.kafka().changes().get(0);
        ChangeEvent event = (ChangeEvent) new ChangeEventReader().read(record.valueSchema(), record.value());
        assertThat(event.after())
                .contains(new Item(Map.of(
                        "id", new ItemValue.S("a"),
                        "a.b", new ItemValue.N("12345678901234567890123456789012345678"),
                        "a_b", new ItemValue.N("1.50"),
                        "", new ItemValue.S(""),
                        "ü", ItemValue.B.of((byte) 0, (byte) -1, (byte) 127),
                        "list",
                                new ItemValue.L(List.of(
                                        new ItemValue.NS(List.of(new ItemValue.N("1"), new ItemValue.N("2.0"))),
                                        new ItemValue.Null())))));
    }

    @Test
    void expiryIsMarked() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.put(SourceTestBed.item("a", 1));
        orders.expire(JsonNodeFactory.instance
                .objectNode()
                .set("id", SourceTestBed.item("a", 1).get("id")));
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.requireAllOnce(worker, orders);

        List<Boolean> expired = testBed.kafka().changes().stream()
                .map(record -> new ChangeEventReader().read(record.valueSchema(), record.value()))
                .flatMap(read -> read instanceof ChangeEvent event
                        ? Stream.of(event.source().timeToLive())
                        : Stream.of())
                .toList();
        assertThat(expired).containsExactly(false, true);
    }

    @Test
    void heartbeatAdvancesTheOffsetWhenATransformDropsAllRecords() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.generate(20, 5);
        Worker worker = testBed.worker(
                "orders",
                Map.of("heartbeat.interval.ms", "1000"),
                true,
                record -> record.topic().equals("test.orders"));
        String shard = orders.report().shards().get(0).id();
        worker.start();

        worker.runUntil(() -> offset(shard).filter(EventsTest::isSequenceNumber).isPresent());

        assertThat(testBed.kafka().changes()).isEmpty();
        worker.restart(End.KILL);
        worker.poll(Duration.ofMillis(300));
        assertThat(orders.report().servedAgain()).isZero();
    }

    @Test
    void idleSlotGetsHeartbeats() {
        SimulatedTable orders = testBed.table("orders", 1);
        Worker worker = testBed.worker("orders", Map.of("heartbeat.interval.ms", "1000"));
        worker.start();

        worker.runUntil(() -> testBed.kafka().heartbeats().size() >= 4);

        assertThat(testBed.kafka().heartbeats())
                .extracting(SourceRecord::topic)
                .containsOnly("__changefeed-heartbeat.test");
        assertThat(testBed.kafka().heartbeats())
                .extracting(SourceRecord::sourcePartition)
                .containsOnly(
                        Map.of("table", "arn:aws:dynamodb:us-east-1:000000000000:table/orders"),
                        slotOf(orders.report().shards().get(0).id()));
    }

    private Map<String, ?> slotOf(String shard) {
        return testBed.kafka().offsets().all().entrySet().stream()
                .filter(offset -> offset.getValue().containsKey(shard))
                .<Map<String, ?>>map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private Optional<String> offset(String shard) {
        return testBed.kafka().offsets().all().values().stream()
                .filter(offset -> offset.containsKey(shard))
                .map(offset -> String.valueOf(offset.get(shard)))
                .findFirst();
    }

    private static boolean isSequenceNumber(String position) {
        return position.chars().allMatch(Character::isDigit);
    }
}
