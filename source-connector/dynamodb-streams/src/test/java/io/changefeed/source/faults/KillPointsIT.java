/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.LocalStackBuilder;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.testing.DeliveryCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills at points that random kills rarely hit. While a child shard is opened and during an assignment, the worker is
 * killed during a call. {@link HaltBeforeRecord} kills it between a delete and its tombstone, before the end of a
 * parent is stored, and before the first change of a child; {@link HaltDuringFlush} kills it during a flush.
 */
class KillPointsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** The records before which {@link HaltBeforeRecord} halts, in the order of the test. */
    private static final List<String> RECORDS = List.of("tombstone", "shard-end", "child");

    @ParameterizedTest(name = "exactly-once {0}")
    @MethodSource("exactlyOnce")
    void noChangeIsLostWhenTheWorkerIsKilledAtSelectedPoints(String exactlyOnce, @TempDir Path folder)
            throws IOException {
        String plugins = ProjectFolder.find().resolve("target/plugins") + "," + HaltJars.plugin(folder);
        LocalStackBuilder settings = settings(exactlyOnce).workerProperty("plugin.path", plugins);
        try (FaultTestBed testBed = FaultTestBed.start(settings)) {
            SimulatedTable table = testBed.table("orders", 1);
            SimulatedTable other = testBed.table("customers", 4);
            try (PublishedTable published = testBed.published(table);
                    PublishedTable others = testBed.published(other)) {
                testBed.read(List.of(table), Map.of());
                table.generate(100, 20);
                published.awaitAll();
                killWhileChildOpens(testBed, table);
                published.awaitAll();
                for (String record : RECORDS) {
                    killBefore(record, folder.resolve("before-" + record), testBed, table);
                    published.awaitAll();
                }
                // The connector lists the shards; the tasks then request iterators of their shards.
                List<SimulatedTable> both = List.of(table, other);
                killDuringAssignment(Operation.DESCRIBE_STREAM, testBed, both, 3);
                others.awaitAll();
                killDuringAssignment(Operation.GET_SHARD_ITERATOR, testBed, both, 2);
                // The first assertion stops the connector.
                others.awaitAll();
                String kills = "kills while a child opens, before " + RECORDS + " and during two assignments";
                report(kills, exactlyOnce, published);
                report(kills, exactlyOnce, others);
            }
        }
    }

    /** Only some offsets of the eight slots are stored. */
    @ParameterizedTest(name = "exactly-once {0}, before offset {1}")
    @MethodSource("flushes")
    void noChangeIsLostWhenTheWorkerIsKilledDuringAFlush(String exactlyOnce, int offset, @TempDir Path folder)
            throws IOException {
        Path done = folder.resolve("done");
        try (FaultTestBed testBed = FaultTestBed.start(
                HaltDuringFlush.install(settings(exactlyOnce), folder.resolve("halt.jar"), offset, done))) {
            SimulatedTable table = testBed.table("orders", 8);
            BackgroundWrites writes = BackgroundWrites.start(table, 4_000, 200, 500);
            testBed.configure(List.of(table), Map.of());
            testBed.awaitHaltAndRestart();
            assertThat(done).exists();
            writes.awaitEnd();
            // All changes can be published before the kill. Then these follow the ones that are published again.
            table.generate(400, 500);
            try (PublishedTable published = testBed.published(table)) {
                report("kill before offset " + offset + " of the flushes", exactlyOnce, published);
            }
        }
    }

    /** A single round runs without exactly-once only, which {@link #exactlyOnce} does not. */
    private static Stream<Arguments> flushes() {
        Arguments disabled = Arguments.of("disabled", 14);
        return TestRounds.MANY ? Stream.of(Arguments.of("enabled", 5), disabled) : Stream.of(disabled);
    }

    /** A single round runs with exactly-once only. */
    private static Stream<String> exactlyOnce() {
        return TestRounds.MANY ? Stream.of("enabled", "disabled") : Stream.of("enabled");
    }

    private static LocalStackBuilder settings(String exactlyOnce) {
        return FaultTestBed.settings(0)
                .workerProperty("exactly.once.source.support", exactlyOnce)
                .workerProperty("offset.flush.interval.ms", "1000");
    }

    private static void killWhileChildOpens(FaultTestBed testBed, SimulatedTable table) {
        String parent = table.report().open().get(0).id();
        killDuring(Operation.GET_SHARD_ITERATOR, testBed, () -> {
            table.rotateAll();
            table.generate(100, 20);
            await("the end of " + parent).atMost(TIMEOUT).until(() -> isFinished(table, parent));
        });
    }

    private static void killDuringAssignment(
            Operation call, FaultTestBed testBed, List<SimulatedTable> tables, int tasks) {
        killDuring(call, testBed, () -> {
            tables.forEach(table -> table.generate(100, 20));
            // Without remote validation, which would make the same call.
            testBed.configure(tables, Map.of("tasks.max", Integer.toString(tasks), "validate.remote", "false"));
        });
    }

    /** Kills the worker during the call that {@code trigger} causes, which never returns. */
    private static void killDuring(Operation call, FaultTestBed testBed, Runnable trigger) {
        testBed.simulator().inject(FaultRule.always(Fault.hang()).on(call));
        long before = testBed.simulator().counts().calls(call);
        trigger.run();
        await("a call of " + call)
                .atMost(TIMEOUT)
                .until(() -> testBed.simulator().counts().calls(call) > before);
        testBed.killWorker();
        testBed.simulator().clearFaults();
        testBed.stack().worker().start();
    }

    private static boolean isFinished(SimulatedTable table, String parent) {
        return table.report().shards().stream()
                .anyMatch(shard -> shard.id().equals(parent) && shard.finished().isPresent());
    }

    private static void killBefore(String record, Path done, FaultTestBed testBed, SimulatedTable table) {
        testBed.configure(
                List.of(table),
                Map.of(
                        "transforms",
                        "halt",
                        "transforms.halt.type",
                        HaltBeforeRecord.class.getName(),
                        "transforms.halt.record",
                        record,
                        "transforms.halt.done",
                        done.toString()));
        // Until the task has been restarted with the transform, it may read none of these changes.
        while (testBed.stack().worker().isAlive() && !Files.exists(done)) {
            table.generate(100, 20);
            table.rotateAll();
            table.generate(100, 20);
            int written = table.report().records();
            await("records read, or the worker killed")
                    .atMost(TIMEOUT)
                    .until(() -> !testBed.stack().worker().isAlive()
                            || table.report().served() == written);
        }
        testBed.awaitHaltAndRestart();
        assertThat(done).exists();
    }

    private static void report(String scenario, String exactlyOnce, PublishedTable published) {
        DeliveryCounts counts = exactlyOnce.equals("enabled")
                ? published.stopAndAssertExactlyOnce()
                : published.stopAndAssertAtLeastOnce();
        System.out.println(scenario + ", exactly-once " + exactlyOnce + ": " + counts);
    }
}
