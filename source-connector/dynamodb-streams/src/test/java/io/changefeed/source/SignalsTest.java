/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Source.Snapshot;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.source.worker.LatestItems;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals to a running connector. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SignalsTest {
    /** The topic prefix of the connector. */
    private static final String KEY = "test";
    /** With two read units per second, a snapshot of this many items takes 20 s: enough time to pause or stop it. */
    private static final int MANY = 300;

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    private SimulatedTable table(String name, int items) {
        SimulatedTable table = testBed.table(name, 2);
        for (int i = 0; i < items; i++) {
            table.put(item("item-" + i, 0));
        }
        table.rotateAll();
        testBed.simulator().advance(Duration.ofDays(2));
        table.scanInPagesOf(7);
        return table;
    }

    private Worker worker(Map<String, String> more) {
        return testBed.worker(settings(more));
    }

    private static Map<String, String> settings(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "tables", "orders",
                "signal.kafka.topic", "signals",
                "signal.kafka.bootstrap.servers", "localhost:9092",
                "table.discovery.interval.ms", "1000"));
        properties.putAll(more);
        return properties;
    }

    private void send(String id, String type, String... tables) {
        testBed.kafka().signals().send(KEY, signal(id, type, tables));
    }

    private static String signal(String id, String type, String... tables) {
        return "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"data\":{\"data-collections\":[\""
                + String.join("\",\"", tables) + "\"]}}";
    }

    @Test
    void signalsOfATableThatCannotBeDescribedDoNotDelayThoseOfOthers() {
        table("orders", 10);
        table("carts", 10);
        Worker worker = worker(Map.of("tables", "orders,carts"));
        worker.start();
        worker.runUntil(() -> testBed.kafka().offsets().all().size() >= 4);
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED))
                        .on(Operation.DESCRIBE_TABLE)
                        .onTable("carts"));

        send("one", "execute-snapshot", "carts");
        worker.runUntil(() -> testBed.simulator().counts().errors(ErrorType.ACCESS_DENIED) > 1);
        send("two", "execute-snapshot", "orders");

        worker.runUntil(isDone("two"));
    }

    private LatestItems seen() {
        return LatestItems.of(testBed.kafka().changes());
    }

    private List<ChangeEvent> rows(String snapshot) {
        return seen().rows().stream()
                .filter(row -> row.source().snapshotId().equals(java.util.Optional.of(snapshot)))
                .toList();
    }

    private boolean isStored(String field, String value) {
        return testBed.kafka().offsets().all().values().stream().anyMatch(offset -> value.equals(offset.get(field)));
    }

    private BooleanSupplier isDone(String snapshot) {
        return () -> testBed.kafka().offsets().all().values().stream()
                .anyMatch(offset -> snapshot.equals(offset.get("id")) && "done".equals(offset.get("state")));
    }

    private long begun(String snapshot) {
        return testBed.kafka().heartbeats().stream()
                .map(heartbeat -> heartbeat.value().toString())
                .filter(text -> text.contains("snapshot_begin") && text.contains("id=" + snapshot + ","))
                .count();
    }

    private long scans() {
        return testBed.simulator().counts().calls().getOrDefault(Operation.SCAN, 0L);
    }

    @Test
    void executeSnapshotReadsTheTableWhileChangesContinue() {
        SimulatedTable orders = table("orders", 60);
        Worker worker = worker(Map.of("tasks.max", "3"));
        worker.start();
        int changes = orders.generate(20, 50);
        // Changes that are emitted later have the generation of the snapshot, so its rows would be older.
        worker.runUntil(() -> testBed.kafka().changes().stream()
                        .filter(change -> change.value() != null)
                        .count()
                == changes);
        assertThat(seen().rows()).isEmpty();

        send("monday", "execute-snapshot", "orders");
        worker.runUntil(isDone("monday"));
        orders.generate(20, 50);
        worker.runUntil(() -> seen().matches(orders));

        assertThat(rows("monday"))
                .hasSizeGreaterThan(30)
                .allSatisfy(row -> assertThat(row.source().snapshot()).isEqualTo(Snapshot.INCREMENTAL));
        assertThat(seen().stale()).isZero();
        assertThat(begun("monday")).isOne();
    }

    @Test
    void repeatedIdIsIgnoredEvenAfterRestarts() {
        table("orders", 20);
        Worker worker = worker(Map.of());
        worker.start();
        send("a", "execute-snapshot", "orders");
        send("a", "execute-snapshot", "orders");
        worker.runUntil(isDone("a"));
        send("b", "execute-snapshot", "orders");
        worker.runUntil(isDone("b"));
        send("a", "execute-snapshot", "orders");
        worker.restart(End.KILL);
        send("b", "execute-snapshot", "orders");
        worker.restart(End.STOP);
        send("c", "execute-snapshot", "orders");
        worker.runUntil(isDone("c"));

        assertThat(seen().rows()).hasSize(60);
        assertThat(List.of(begun("a"), begun("b"), begun("c"))).containsOnly(1L);
    }

    @Test
    void tablesOfASignalAreIndependent() {
        table("orders", 10);
        table("carts", 10);
        Worker worker = worker(Map.of("tables", "orders,carts", "tasks.max", "2", "snapshot.mode.carts", "initial"));
        worker.start();
        worker.runUntil(isDone("initial"));

        send("both", "execute-snapshot", "orders", "unknown", "carts");
        worker.runUntil(() -> rows("both").size() == 20);

        assertThat(rows("initial"))
                .hasSize(10)
                .allSatisfy(row -> assertThat(row.source().table()).isEqualTo("carts"));
    }

    @Test
    void snapshotIsPausedResumedAndStopped() {
        SimulatedTable orders = table("orders", MANY);
        Worker worker = worker(Map.of("snapshot.segments", "1", "snapshot.max.read.units", "2"));
        worker.start();
        send("long", "execute-snapshot", "orders");
        worker.runUntil(() -> seen().rows().size() >= 7);

        send("halt", "pause-snapshot", "orders");
        worker.runUntil(() -> isStored("state", "paused"));
        long scans = scans();
        orders.put(item("item-3", 5));
        worker.restart(End.KILL);
        orders.put(item("item-5", 5));
        worker.runUntil(() -> testBed.kafka().changes().stream()
                .anyMatch(change -> change.value().toString().contains("item-5")));
        assertThat(scans()).as("scans while it is paused").isEqualTo(scans);

        send("on", "resume-snapshot", "orders");
        worker.runUntil(() -> isStored("state", "running"));
        worker.runUntil(() -> scans() > scans + 1);
        send("enough", "stop-snapshot", "orders");
        worker.runUntil(() -> isStored("state", "stopped"));
        int rows = seen().rows().size();
        worker.restart(End.STOP);
        orders.put(item("last", 1));
        worker.runUntil(() -> testBed.kafka().changes().stream()
                .anyMatch(change -> change.value().toString().contains("last")));

        assertThat(seen().rows()).hasSize(rows).hasSizeLessThan(MANY);
        assertThat(rows("long")).extracting(row -> row.source().eventId()).doesNotHaveDuplicates();
        send("again", "execute-snapshot", "orders");
        worker.restartConnector(Map.of("snapshot.max.read.units", "0"));
        worker.runUntil(isDone("again"));
        worker.runUntil(() -> seen().matches(orders));
        assertThat(rows("again")).hasSize(MANY + 1);
    }

    @Test
    void signalsThatCancelEachOtherHaveNoEffect() {
        table("orders", MANY);
        Worker worker = worker(Map.of("snapshot.segments", "1", "snapshot.max.read.units", "2"));
        worker.start();
        send("long", "execute-snapshot", "orders");
        worker.runUntil(() -> seen().rows().size() >= 7);

        testBed.kafka()
                .signals()
                .send(KEY, signal("halt", "pause-snapshot", "orders"), signal("on", "resume-snapshot", "orders"));
        worker.runUntil(() -> isStored("signal_ids", "long halt on"));
        int rows = seen().rows().size();
        worker.runUntil(() -> seen().rows().size() > rows);

        assertThat(begun("long")).isOne();
        assertThat(seen().rows()).extracting(row -> row.source().eventId()).doesNotHaveDuplicates();
    }

    @Test
    void invalidSignalsHaveNoEffect() {
        table("orders", 20);
        Worker worker = worker(Map.of());
        worker.start();
        List<Map<String, String>> before = worker.taskConfigs();
        testBed.kafka().signals().send("another-prefix", signal("theirs", "execute-snapshot", "orders"));
        testBed.kafka().signals().send(KEY, "no JSON");
        testBed.kafka().signals().send(KEY, signal("x", "explode", "orders"));
        send("p", "pause-snapshot", "orders");
        send("u", "execute-snapshot", "unknown");
        worker.runUntil(() -> isStored("position", "5"));
        assertThat(worker.taskConfigs())
                .as("only the offset of the topic changes")
                .hasSameSizeAs(before);

        testBed.kafka()
                .signals()
                .send(KEY, signal("a", "execute-snapshot", "orders"), signal("b", "execute-snapshot", "orders"));
        worker.runUntil(isDone("a"));

        assertThat(seen().rows()).hasSize(20);
        assertThat(begun("b") + begun("theirs")).isZero();
    }

    @Test
    void rejectedSignalIsReportedAndNotAppliedLater() {
        table("orders", 50);
        table("carts", 5);
        Worker worker = worker(Map.of());
        worker.start();
        testBed.kafka()
                .signals()
                .send(
                        KEY,
                        signal("p", "pause-snapshot", "orders"),
                        signal("u", "execute-snapshot", "carts"),
                        "no JSON");
        worker.runUntil(() -> isStored("position", "3"));

        worker.restartConnector(Map.of("tables", "orders,carts", "snapshot.mode.orders", "initial"));
        worker.runUntil(isDone("initial"));
        send("last", "execute-snapshot", "carts");
        worker.runUntil(isDone("last"));

        assertThat(begun("u")).isZero();
        assertThat(testBed.kafka().heartbeats().stream()
                        .map(heartbeat -> heartbeat.value().toString())
                        .filter(text -> text.contains("rejected_1")))
                .singleElement()
                .asString()
                .contains(
                        "Signal 'p' (pause-snapshot, offset 0) rejected for table orders: no snapshot is in progress",
                        "Signal 'u' (execute-snapshot, offset 1) rejected for table carts: the connector does not read"
                                + " it",
                        "Signal at offset 2 of topic signals rejected: the value is not valid JSON");
    }

    @Test
    void signalWaitsForTheInitialSnapshot() {
        table("orders", 20);
        send("a", "execute-snapshot", "orders");
        Worker worker = worker(Map.of("snapshot.mode", "initial"));
        worker.start();
        // Depending on the timing, it is rejected during that snapshot or applied after it.
        worker.runUntil(() -> isStored("position", "1") && !isStored("state", "running"));
        send("b", "execute-snapshot", "orders");
        worker.runUntil(isDone("b"));

        assertThat(rows("initial")).hasSize(20);
    }

    @Test
    void signalsAreReadAfterRecordsOrTheTopicAreDeleted() {
        table("orders", 10);
        Worker worker = worker(Map.of());
        worker.start();
        send("a", "execute-snapshot", "orders");
        worker.runUntil(isDone("a"));
        testBed.kafka().signals().deleteRecords();
        worker.restart(End.STOP);
        send("b", "execute-snapshot", "orders");
        worker.runUntil(isDone("b"));
        testBed.kafka().signals().recreateTopic();
        worker.restart(End.STOP);
        send("b", "execute-snapshot", "orders");
        send("c", "execute-snapshot", "orders");
        worker.runUntil(isDone("c"));

        assertThat(seen().rows()).hasSize(30);
    }

    @Test
    void processedSignalsAreKeptAfterAGap() {
        SimulatedTable orders = table("orders", 10);
        Worker worker = worker(Map.of("on.gap", "resnapshot"));
        worker.start();
        send("a", "execute-snapshot", "orders");
        worker.runUntil(isDone("a"));
        orders.put(item("item-1", 1));
        worker.runUntil(() -> seen().matches(orders));
        worker.endTasks(End.STOP);
        orders.put(item("item-2", 2));
        orders.report().open().forEach(shard -> orders.trimOldest(shard.id(), Integer.MAX_VALUE));
        worker.restart(End.STOP);
        worker.runUntil(() -> seen().rows().size() == 20 && seen().matches(orders) && !isStored("state", "running"));
        worker.restart(End.STOP);
        send("b", "execute-snapshot", "orders");
        worker.runUntil(isDone("b"));

        assertThat(begun("a")).isOne();
        assertThat(seen().rows()).hasSize(30);
    }

    @Test
    void snapshotKeepsItsFilterAndProjection() {
        table("orders", MANY);
        Worker worker = worker(Map.of("snapshot.max.read.units", "2", "snapshot.projection.orders", "name"));
        worker.start();
        String filter = "{\"expression\":\"attribute_exists(open)\"}";
        testBed.kafka()
                .signals()
                .send(
                        KEY,
                        signal("part", "execute-snapshot", "orders")
                                .replaceFirst("}}$", ",\"filter\":" + filter + "}}"));
        worker.runUntil(() -> !rows("part").isEmpty());

        worker.restartConnector(Map.of(
                "snapshot.filter.orders", "{\"expression\":\"attribute_exists(closed)\"}",
                "snapshot.projection.orders", ""));
        worker.restart(End.KILL);

        assertThat(isStored("filter", filter)).isTrue();
        assertThat(isStored("projection", "name")).isTrue();
        assertThat(worker.taskConfigs())
                .singleElement()
                .satisfies(task -> assertThat(task.get("task.assignment"))
                        .contains("attribute_exists(open)", "\"projection\":\"name\"")
                        .doesNotContain("attribute_exists(closed)"));
    }

    @Test
    void deletedTableDoesNotBlockSignals() {
        SimulatedTable orders = table("orders", 5);
        table("carts", 5);
        Worker worker = worker(Map.of("tables", "orders,carts", "tasks.max", "2"));
        worker.start();
        orders.delete();

        send("a", "execute-snapshot", "orders");
        send("b", "execute-snapshot", "carts");
        worker.runUntil(isDone("b"));

        assertThat(rows("b")).hasSize(5);
    }

    @Test
    void tableWhoseChangesWereLostDoesNotBlockSignals() {
        SimulatedTable orders = table("orders", 5);
        table("carts", 5);
        Worker worker = worker(Map.of("tables", "orders,carts", "tasks.max", "2"));
        worker.start();
        worker.runUntil(() -> testBed.kafka().offsets().all().size() >= 4);
        worker.keepRunningAfterFailures();
        testBed.simulator().advance(Duration.ofMinutes(1));
        orders.disableStream();
        orders.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);
        worker.runUntil(() -> !worker.failures().isEmpty());

        send("a", "execute-snapshot", "orders");
        send("b", "execute-snapshot", "carts");
        worker.runUntil(isDone("b"));

        assertThat(rows("b")).hasSize(5);
        worker.runUntil(() -> isStored("position", "2"));
        assertThat(rows("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replacedStreamDuringASnapshotStartsAnotherOne(boolean paused) {
        SimulatedTable orders = table("orders", MANY);
        Worker worker = worker(Map.of(
                "snapshot.mode",
                "initial",
                "snapshot.segments",
                "1",
                "snapshot.max.read.units",
                "2",
                "on.gap",
                "resnapshot"));
        worker.start();
        worker.runUntil(() -> seen().rows().size() >= 7);
        if (paused) {
            send("halt", "pause-snapshot", "orders");
            worker.runUntil(() -> isStored("state", "paused"));
        }

        testBed.simulator().advance(Duration.ofMinutes(1));
        orders.disableStream();
        for (int i = 0; i < MANY; i++) {
            orders.put(item("item-" + i, 9));
        }
        orders.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);
        worker.runUntil(() -> begunAfterReplacement() == 1);
        worker.restartConnector(Map.of("snapshot.max.read.units", "0"));
        worker.runUntil(() -> !isStored("state", "running") && !isStored("state", "paused"));

        worker.runUntil(() -> seen().matches(orders));
        assertThat(begunAfterReplacement()).isOne();
    }

    private long begunAfterReplacement() {
        return testBed.kafka().heartbeats().stream()
                .map(heartbeat -> heartbeat.value().toString())
                .filter(text -> text.contains("snapshot_begin") && text.contains("id=stream-"))
                .count();
    }

    @Test
    void signalOfARecreatedTopicIsApplied() {
        table("orders", MANY);
        Worker worker =
                worker(Map.of("snapshot.mode", "initial", "snapshot.segments", "1", "snapshot.max.read.units", "2"));
        worker.start();
        worker.runUntil(() -> seen().rows().size() >= 7);
        send("halt", "pause-snapshot", "orders");
        worker.runUntil(() -> isStored("state", "paused"));
        testBed.kafka().signals().recreateTopic();
        worker.restart(End.STOP);
        send("on", "resume-snapshot", "orders");

        worker.runUntil(() -> isStored("state", "running"));
    }

    @Test
    void signalsOfARecreatedTopicAreNotMistakenForOldSignals() {
        table("orders", 5);
        table("carts", 5);
        Worker worker = worker(Map.of("tables", "orders,carts"));
        worker.start();
        send("a", "execute-snapshot", "orders");
        worker.runUntil(isDone("a"));
        for (String id : List.of("x", "y", "z")) {
            send(id, "execute-snapshot", "carts");
            worker.runUntil(isDone(id));
        }
        worker.runUntil(() -> isStored("position", "4"));
        testBed.kafka().signals().recreateTopic();
        send("b", "execute-snapshot", "orders");
        send("v", "execute-snapshot", "carts");
        worker.restart(End.STOP);

        worker.runUntil(() -> rows("b").size() == 5 && rows("v").size() == 5);
    }

    @Test
    void reportedRejectionsAreLimited() {
        table("orders", 5);
        Worker worker = worker(Map.of());
        worker.start();
        testBed.kafka()
                .signals()
                .send(
                        KEY,
                        IntStream.range(0, 1_000)
                                .mapToObj(i -> signal("p" + i, "x".repeat(1_000), "orders"))
                                .toArray(String[]::new));
        worker.runUntil(() -> isStored("position", "1000"));

        assertThat(worker.taskConfigs())
                .allSatisfy(task ->
                        assertThat(String.valueOf(task.get("task.assignment"))).hasSizeLessThan(50_000));
        assertThat(testBed.kafka().heartbeats())
                .extracting(heartbeat -> heartbeat.value().toString())
                .anySatisfy(
                        text -> assertThat(text).contains("rejected_1=", "offset 0 ", " more signals were rejected"));
    }

    @Test
    void taskConfigurationHasNoSignalConsumerProperties() {
        table("orders", 1);
        Worker worker = worker(Map.of("signal.consumer.sasl.jaas.config", "secret"));
        worker.start();

        assertThat(worker.taskConfigs())
                .isNotEmpty()
                .allSatisfy(task -> assertThat(task.values()).doesNotContain("secret"));
    }

    @Test
    void signalWithoutTablesAppliesToAllSnapshotsInProgress() {
        table("orders", MANY);
        table("carts", MANY);
        table("clients", 5);
        Worker worker = worker(Map.of(
                "tables", "orders,carts,clients",
                "tasks.max", "3",
                "snapshot.segments", "1",
                "snapshot.max.read.units", "2"));
        worker.start();
        send("long", "execute-snapshot", "orders", "carts");
        worker.runUntil(() -> rows("long").stream()
                        .map(row -> row.source().table())
                        .distinct()
                        .count()
                == 2);
        testBed.kafka().signals().send(KEY, "{\"id\":\"halt\",\"type\":\"pause-snapshot\"}");
        worker.runUntil(() -> statesOf("long").equals(List.of("paused", "paused")));
        testBed.kafka().signals().send(KEY, "{\"id\":\"on\",\"type\":\"resume-snapshot\",\"data\":{}}");
        worker.runUntil(() -> statesOf("long").equals(List.of("running", "running")));
        testBed.kafka().signals().send(KEY, "{\"type\":\"stop-snapshot\",\"data\":{\"type\":\"incremental\"}}");
        worker.runUntil(() -> statesOf("long").equals(List.of("stopped", "stopped")));
        worker.runUntil(() -> isStored("position", "4"));
        assertThat(seen().rows()).hasSizeLessThan(2 * MANY);
        assertThat(testBed.kafka().heartbeats())
                .extracting(heartbeat -> heartbeat.value().toString())
                .noneMatch(text -> text.contains("rejected_1"));
    }

    private List<String> statesOf(String snapshot) {
        return testBed.kafka().offsets().all().values().stream()
                .filter(offset -> snapshot.equals(offset.get("id")))
                .map(offset -> String.valueOf(offset.get("state")))
                .toList();
    }

    @Test
    void signalWithoutTablesIsNotAppliedToALaterSnapshot() {
        table("orders", 20);
        Worker worker = worker(Map.of());
        worker.start();
        testBed.kafka().signals().send(KEY, "{\"id\":\"s\",\"type\":\"stop-snapshot\"}");
        worker.runUntil(() -> isStored("position", "1"));

        worker.restartConnector(Map.of("snapshot.mode", "initial"));
        worker.runUntil(isDone("initial"));

        assertThat(seen().rows()).hasSize(20);
    }

    @Test
    void signalWithoutIdIsIdentifiedByItsRecord() {
        table("orders", 10);
        Worker worker = worker(Map.of());
        worker.start();
        String signal = "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[\"orders\"]}}";
        testBed.kafka().signals().send(KEY, signal);
        worker.runUntil(() -> seen().rows().size() == 10 && isStored("state", "done"));
        worker.restart(End.KILL);
        testBed.kafka().signals().send(KEY, signal);
        worker.runUntil(() -> seen().rows().size() == 20 && isStored("state", "done"));
        assertThat(seen().rows().stream().map(row -> row.source().snapshotId()).distinct())
                .hasSize(2)
                .allMatch(id -> id.orElse("").matches("signal-[01]-[0-9]+"));
    }

    static Stream<Arguments> histories() {
        return Stream.of(true, true, false, false)
                .map(exactlyOnce -> Arguments.of(exactlyOnce, new Random().nextInt(1_000_000)));
    }

    @ParameterizedTest(name = "exactly once {0}, seed {1}")
    @MethodSource("histories")
    void everySignalIsAppliedOnceDespiteCrashes(boolean exactlyOnce, int seed) {
        Random random = new Random(seed);
        SimulatedTable orders = table("orders", 40);
        Worker worker = testBed.worker(
                "orders",
                settings(Map.of("stream.start", "latest", "tasks.max", "3", "snapshot.mode", "initial")),
                exactlyOnce,
                record -> false);
        worker.start();
        List<String> sent = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            orders.generate(random.nextInt(4), 50);
            worker.poll(Duration.ofMillis(random.nextInt(40)));
            worker.store(random.nextInt(3), random.nextInt(20));
            worker.acknowledge(random.nextInt(3), random.nextInt(20));
            worker.flush(random.nextLong());
            if (random.nextInt(6) == 0) {
                signal(random, sent);
            }
            if (random.nextInt(20) == 0) {
                worker.restartTask(random.nextInt(3), End.KILL);
            }
            if (random.nextInt(30) == 0) {
                worker.restart(random.nextBoolean() ? End.KILL : End.STOP);
            }
            if (random.nextInt(30) == 0) {
                worker.restartConnector(Map.of());
            }
        }
        // A snapshot that is still running is stopped, and the last one runs to its end.
        send("end-resume", "resume-snapshot", "orders");
        send("end-stop", "stop-snapshot", "orders");
        send("last", "execute-snapshot", "orders");

        worker.runUntil(() -> isDone("last").getAsBoolean() && seen().matches(orders));

        Map<String, Long> rows =
                seen().rows().stream().collect(groupingBy(row -> row.source().eventId(), counting()));
        if (exactlyOnce) {
            assertThat(rows.values()).as("rows that were emitted twice").containsOnly(1L);
            assertThat(sent).allSatisfy(id -> assertThat(begun(id)).isLessThanOrEqualTo(1));
        }
        assertThat(begun("last")).isPositive();
    }

    private void signal(Random random, List<String> sent) {
        String type = List.of(
                        "execute-snapshot",
                        "execute-snapshot",
                        "execute-snapshot",
                        "pause-snapshot",
                        "resume-snapshot",
                        "stop-snapshot")
                .get(random.nextInt(6));
        boolean repeated = !sent.isEmpty() && random.nextInt(3) == 0;
        String id = repeated ? sent.get(random.nextInt(sent.size())) : "id-" + sent.size();
        if (!repeated) {
            sent.add(id);
        }
        send(id, type, "orders");
    }
}
