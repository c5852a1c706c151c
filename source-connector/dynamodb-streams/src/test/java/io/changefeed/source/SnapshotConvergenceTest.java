/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventReader;
import io.changefeed.event.EventFormat;
import io.changefeed.event.Operation;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.control.ShardReport;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.Change;
import io.changefeed.source.worker.LatestItems;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows and changes converge to the items of the table, regardless of writes and crashes during the scan. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SnapshotConvergenceTest {
    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private Worker worker(String mode, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of("tables", "orders", "snapshot.mode", mode));
        properties.putAll(more);
        return testBed.worker(properties);
    }

    private LatestItems seen() {
        return LatestItems.of(testBed.kafka().changes());
    }

    private Stream<String> heartbeats(String type) {
        return testBed.kafka().heartbeats().stream()
                .map(record -> record.value() instanceof byte[] bytes
                        ? new String(bytes, UTF_8)
                        : record.value().toString())
                .filter(value -> value.contains(type));
    }

    private boolean isDone() {
        return heartbeats("snapshot_end").findAny().isPresent();
    }

    private long calls(io.changefeed.simulator.protocol.Operation operation) {
        return testBed.simulator().counts().calls(operation);
    }

    private long scans() {
        return calls(io.changefeed.simulator.protocol.Operation.SCAN);
    }

    /** Holds the responses of all scans until the faults are cleared; the items are read at once. */
    private void holdScans() {
        testBed.simulator().inject(FaultRule.always(Fault.hold()).on(io.changefeed.simulator.protocol.Operation.SCAN));
    }

    private long held() {
        return testBed.simulator().counts().held();
    }

    @ParameterizedTest
    @EnumSource
    void rowIsDroppedWhenItsItemChangesWithinTheWindow(EventFormat format) {
        SimulatedTable orders = testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 2, 6);
        Worker worker = worker("initial", Map.of("snapshot.segments", "1", "event.format", format.text()));
        holdScans();
        worker.start();
        worker.runUntil(() -> held() == 1);

        orders.put(item("item-1", 1));
        orders.remove(item("item-2", 0));
        orders.remove(item("item-3", 0));
        orders.put(item("item-3", 1));
        orders.put(item("new", 1));
        int recordsWithTombstones = 5 + 2;
        worker.runUntil(() -> testBed.kafka().changes().size() == recordsWithTombstones);
        testBed.simulator().clearFaults();
        worker.runUntil(this::isDone);

        assertThat(seen().rows())
                .extracting(row -> row.key().toString())
                .hasSize(3)
                .noneMatch(key -> key.contains("item-1") || key.contains("item-2") || key.contains("item-3"));
        assertThat(seen().matches(orders)).isTrue();
        assertThat(seen().stale()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEYS_ONLY", "OLD_IMAGE"})
    void changedRowIsReadAgainWhenTheStreamHasNoNewImages(ViewType viewType) {
        SimulatedTable orders = testBed.oldTable(viewType, 2, 6);
        Worker worker = worker("initial", Map.of("snapshot.segments", "1"));
        holdScans();
        worker.start();
        worker.runUntil(() -> held() == 1);

        orders.put(item("item-1", 1));
        orders.remove(item("item-2", 0));
        orders.remove(item("item-3", 0));
        orders.put(item("item-3", 1));
        int recordsWithTombstones = 4 + 2;
        worker.runUntil(() -> testBed.kafka().changes().size() == recordsWithTombstones);
        testBed.simulator().clearFaults();
        worker.runUntil(this::isDone);

        assertThat(calls(io.changefeed.simulator.protocol.Operation.BATCH_GET_ITEM))
                .isEqualTo(1);
        assertThat(seen().rows())
                .hasSize(5)
                .extracting(row -> row.key().toString())
                .doesNotHaveDuplicates();
        assertThat(seen().isConsistentWith(orders)).isTrue();
    }

    @Test
    void scanStartsAfterTheStreamPositionsAreCommitted() {
        testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 2, 5);
        Worker worker = testBed.worker("orders", Map.of("snapshot.mode", "initial"), false, record -> false);
        worker.start();
        for (int i = 0; i < 10; i++) {
            worker.poll(Duration.ofMillis(50));
        }
        storeAndAcknowledgeAll(worker);
        for (int i = 0; i < 5; i++) {
            worker.poll(Duration.ofMillis(50));
        }
        assertThat(scans()).isZero();

        worker.runUntil(this::isDone);

        assertThat(seen().rows()).hasSize(5);
    }

    private static void storeAndAcknowledgeAll(Worker worker) {
        for (int kafkaPartition = 0; kafkaPartition < 3; kafkaPartition++) {
            worker.store(kafkaPartition, Integer.MAX_VALUE);
            worker.acknowledge(kafkaPartition, Integer.MAX_VALUE);
        }
    }

    /** The table, its snapshot and its two slots have one source partition each. */
    @ParameterizedTest(name = "all but number {0}")
    @ValueSource(ints = {0, 1, 2, 3})
    void nothingIsScannedBeforeAllStartPositionsAreCommitted(int missing) {
        SimulatedTable orders = testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 2, 20);
        Worker worker = testBed.worker(
                "orders", Map.of("snapshot.mode", "initial", "snapshot.segments", "2"), false, record -> false);
        worker.start();
        worker.pollUntil(1);
        storeAndAcknowledgeAll(worker);
        worker.flush(~(1L << missing));
        for (int i = 0; i < 5; i++) {
            orders.generate(5, 20);
            worker.poll(Duration.ofMillis(50));
        }
        assertThat(testBed.kafka().offsets().all()).hasSize(3);
        assertThat(scans()).isZero();
        orders.rotateAll();
        orders.generate(10, 20);

        worker.restart(End.KILL);
        orders.generate(10, 20);

        worker.runUntil(() -> isDone() && seen().matches(orders));
    }

    @Test
    void scanWaitsForALaggingStream() {
        SimulatedTable orders = testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 2, 30);
        orders.reading(Reading.DEFAULT.withPageRecords(5));
        testBed.simulator()
                .inject(FaultRule.always(Fault.delay(Duration.ofMillis(20)))
                        .on(io.changefeed.simulator.protocol.Operation.GET_RECORDS));
        Worker worker = worker("initial", Map.of("snapshot.segments", "2"));
        int before = 200;
        changeAnHourAgo(orders, before);
        worker.start();
        worker.runUntil(() -> seen().rows().size() >= 7);
        int between = 100;
        changeAnHourAgo(orders, between);
        worker.runUntil(() -> isDone() && seen().matches(orders));

        List<Operation> operations = operations();
        assertThat(operations.indexOf(Operation.READ)).isEqualTo(before);
        assertThat(operations).filteredOn(Operation.MODIFY::equals).hasSize(before + between);
    }

    /** Updates three items in turn. */
    private static void changeAnHourAgo(SimulatedTable orders, int changes) {
        Instant time = Instant.now().minus(Duration.ofHours(1));
        IntStream.range(0, changes).forEach(i -> {
            ObjectNode item = item("item-" + i % 3, 0);
            item.putObject("text").put("S", Integer.toString(i));
            ObjectNode before = item("item-" + i % 3, 0);
            orders.append(new Change(
                    item("item-" + i % 3, 0).retain("id"),
                    Optional.of(before),
                    Optional.of(item),
                    time,
                    Optional.empty()));
        });
    }

    private List<Operation> operations() {
        ChangeEventReader reader = new ChangeEventReader();
        return testBed.kafka().changes().stream()
                .map(record -> reader.read(record.valueSchema(), record.value()))
                .filter(ChangeEvent.class::isInstance)
                .map(event -> ((ChangeEvent) event).operation())
                .toList();
    }

    @Test
    void scanAcrossSeveralShardRotationsLosesNothing() {
        SimulatedTable orders = testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 3, 200);
        orders.scanInPagesOf(20);
        Worker worker = worker("initial", Map.of("snapshot.segments", "2"));
        holdScans();
        worker.start();
        for (int round = 1; round <= 4; round++) {
            long pages = 2L * round;
            worker.runUntil(() -> held() == pages);
            orders.generate(100, 220);
            orders.rotateAll();
            orders.generate(20, 220);
            List<String> open =
                    orders.report().open().stream().map(ShardReport::id).toList();
            worker.runUntil(() -> orders.report().shards().stream()
                    .filter(shard -> open.contains(shard.id()))
                    .allMatch(shard -> shard.served() == shard.records() && shard.pages() > 1));
            testBed.simulator().advance(Duration.ofHours(9));
            testBed.simulator().clearFaults();
            if (round < 4) {
                holdScans();
            }
        }

        worker.runUntil(() -> isDone() && seen().matches(orders));

        assertThat(orders.report().shards()).hasSizeGreaterThanOrEqualTo(3 * 4);
        assertThat(seen().rows()).extracting(row -> row.source().eventId()).doesNotHaveDuplicates();
        assertThat(heartbeats("snapshot_begin")).hasSize(1);
    }

    static Stream<Arguments> histories() {
        return Stream.of(ViewType.NEW_AND_OLD_IMAGES, ViewType.KEYS_ONLY)
                .flatMap(viewType -> IntStream.of(1, 2, 4, 8)
                        .boxed()
                        .flatMap(segments -> Stream.of(true, false)
                                .map(exactlyOnce -> Arguments.of(
                                        viewType, segments, exactlyOnce, new Random().nextInt(1_000_000)))));
    }

    @ParameterizedTest(name = "{0}, {1} segments, exactly once {2}, seed {3}")
    @MethodSource("histories")
    void lastEventOfEachItemMatchesTheTableAfterWritesAndCrashes(
            ViewType viewType, int segments, boolean exactlyOnce, int seed) {
        Random random = new Random(seed);
        List<EventFormat> formats = List.of(EventFormat.values());
        EventFormat format = formats.get(random.nextInt(formats.size()));
        SimulatedTable orders = testBed.oldTable(viewType, 2, 80);
        Worker worker = testBed.worker(
                "orders",
                Map.of(
                        "event.format", format.text(),
                        "snapshot.mode", "initial",
                        "snapshot.segments", Integer.toString(segments),
                        "stream.start", "latest",
                        "tasks.max", "3",
                        "table.discovery.interval.ms", "1000"),
                exactlyOnce,
                record -> false);
        worker.start();
        for (int step = 0; step < 150; step++) {
            orders.generate(random.nextInt(5), 100);
            worker.poll(Duration.ofMillis(random.nextInt(30)));
            worker.store(random.nextInt(3), random.nextInt(20));
            worker.acknowledge(random.nextInt(3), random.nextInt(20));
            worker.flush(random.nextLong());
            if (random.nextInt(25) == 0) {
                orders.rotateAll();
            }
            if (random.nextInt(25) == 0) {
                worker.restartTask(random.nextInt(3), End.KILL);
            }
            if (random.nextInt(50) == 0) {
                worker.restart(random.nextBoolean() ? End.KILL : End.STOP);
            }
        }

        boolean withImages = viewType == ViewType.NEW_AND_OLD_IMAGES;
        worker.runUntil(() -> isDone() && (withImages ? seen().matches(orders) : seen().isConsistentWith(orders)));

        if (exactlyOnce) {
            assertThat(seen().rows())
                    .extracting(row -> row.source().eventId())
                    .as("rows that were emitted twice")
                    .doesNotHaveDuplicates();
        }
    }

    /** The new stream's slot, the snapshot and the table have one source partition each. */
    @ParameterizedTest(name = "all but number {0}")
    @ValueSource(ints = {0, 1, 2})
    void snapshotOfAReplacedStreamSurvivesACrashBeforeItIsCommitted(int missing) {
        SimulatedTable orders = testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 1, 10);
        Worker worker = testBed.worker("orders", Map.of("snapshot.mode", "when_needed"), false, record -> false);
        worker.start();
        worker.runUntil(this::isDone);
        orders.put(item("item-1", 5));
        testBed.simulator().advance(Duration.ofMinutes(1));
        orders.disableStream();
        orders.put(item("item-1", 7));
        orders.put(item("unseen", 7));
        orders.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);
        worker.runUntil(() -> testBed.kafka().offsets().all().entrySet().stream()
                .anyMatch(stored ->
                        stored.getKey().containsKey("slot") && stored.getValue().containsValue("END")));
        worker.endTasks(End.STOP);
        worker.start();
        worker.pollUntil(1);
        storeAndAcknowledgeAll(worker);
        worker.flush(~(1L << missing));

        worker.restart(End.KILL);

        worker.runUntil(() -> seen().matches(orders));
    }

    @Test
    void snapshotAfterAGapSurvivesACrashBeforeItIsCommitted() {
        SimulatedTable orders = testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 2, 10);
        Worker worker = testBed.worker(
                "orders",
                Map.of("on.gap", "resnapshot", "table.discovery.interval.ms", "1000"),
                false,
                record -> false);
        worker.start();
        orders.generate(20, 10);
        worker.runUntil(() -> isPublished(orders));
        worker.endTasks(End.STOP);
        orders.generate(20, 10);
        orders.report().open().forEach(shard -> orders.trimOldest(shard.id(), Integer.MAX_VALUE));
        orders.generate(20, 10);
        worker.restart(End.STOP);
        for (int i = 0; i < 5; i++) {
            worker.poll(Duration.ofMillis(200));
            storeAndAcknowledgeAll(worker);
            worker.flushAllExcept("snapshot");
        }

        worker.restart(End.KILL);

        worker.runUntil(() -> isDone() && seen().matchesAfterCleanup(orders));
    }

    /** Whether every change is published. A record that was read but not published would not be a gap. */
    private boolean isPublished(SimulatedTable orders) {
        return testBed.kafka().changes().size()
                >= orders.report().open().stream()
                        .mapToInt(shard -> Math.toIntExact(shard.records()))
                        .sum();
    }

    @Test
    void snapshotRowsAfterAGapAreNewerThanEarlierEvents() {
        SimulatedTable orders = testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 2, 10);
        Worker worker = worker("no_data", Map.of("on.gap", "resnapshot", "table.discovery.interval.ms", "1000"));
        worker.start();
        for (int i = 0; i < 10; i++) {
            orders.put(item("item-" + i, 1));
        }
        worker.runUntil(() -> seen().matches(orders));
        worker.endTasks(End.STOP);
        for (int i = 0; i < 8; i++) {
            orders.put(item("item-" + i, 2));
        }
        orders.remove(item("item-8", 1));
        orders.put(item("unseen", 2));
        orders.report().open().forEach(shard -> orders.trimOldest(shard.id(), Integer.MAX_VALUE));
        orders.put(item("item-0", 3));
        orders.remove(item("item-9", 1));
        worker.restart(End.STOP);

        worker.runUntil(() -> isDone() && seen().matchesAfterCleanup(orders));

        assertThat(heartbeats("snapshot_needed")).hasSize(1);
        assertThat(heartbeats("snapshot_begin")).hasSize(1);
        assertThat(seen().rows()).hasSize(9 - 1 + 1);
        assertThat(seen().matches(orders))
                .as("a snapshot does not show that item-8 was removed in the gap")
                .isFalse();
    }
}
