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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills at selected points that random kills rarely hit. At the opening of a child and in an assignment, the worker is
 * killed during a call; between a remove and its tombstone, at the end of a parent before it is stored, and before the
 * first change of a child, by {@link HaltBeforeRecord}; in a flush, by {@link HaltDuringFlush}.
 */
class KillPointsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** The records of {@link HaltBeforeRecord}, in the order of the test. */
    private static final List<String> RECORDS = List.of("tombstone", "shard-end", "child");

    @ParameterizedTest(name = "exactly-once {0}")
    @MethodSource("exactlyOnce")
    void noChangeIsLostWhenTheWorkerIsKilledAtSelectedPoints(String exactlyOnce, @TempDir Path folder)
            throws IOException {
        String plugins = ProjectFolder.find().resolve("target/plugins") + "," + HaltJars.plugin(folder);
        LocalStackBuilder settings = settings(exactlyOnce).workerProperty("plugin.path", plugins);
        try (ProcessStage stage = ProcessStage.start(settings)) {
            SimulatedTable table = stage.table("orders", 1);
            SimulatedTable other = stage.table("customers", 4);
            try (PublishedTable published = stage.published(table);
                    PublishedTable others = stage.published(other)) {
                stage.read(List.of(table), Map.of());
                table.generate(100, 20);
                published.awaitAll();
                killAtChildsOpening(stage, table);
                published.awaitAll();
                for (String record : RECORDS) {
                    killBefore(record, folder.resolve("before-" + record), stage, table);
                    published.awaitAll();
                }
                // The connector lists the shards, and the tasks then get iterators of their shards.
                List<SimulatedTable> both = List.of(table, other);
                killInAssignment(Operation.DESCRIBE_STREAM, stage, both, 3);
                others.awaitAll();
                killInAssignment(Operation.GET_SHARD_ITERATOR, stage, both, 2);
                // The first assertion stops the connector.
                others.awaitAll();
                String kills = "kills at a child's opening, before " + RECORDS + " and in two assignments";
                report(kills, exactlyOnce, published);
                report(kills, exactlyOnce, others);
            }
        }
    }

    /** Some offsets of the eight slots are stored, others are not. */
    @ParameterizedTest(name = "exactly-once {0}, before offset {1}")
    @CsvSource({"enabled,5", "disabled,14"})
    void noChangeIsLostWhenTheWorkerIsKilledInAFlush(String exactlyOnce, int offset, @TempDir Path folder)
            throws IOException {
        Path done = folder.resolve("done");
        try (ProcessStage stage = ProcessStage.start(
                HaltDuringFlush.installed(settings(exactlyOnce), folder.resolve("halt.jar"), offset, done))) {
            SimulatedTable table = stage.table("orders", 8);
            BackgroundWrites writes = BackgroundWrites.start(table, 4_000, 200, 500);
            stage.configure(List.of(table), Map.of());
            stage.awaitHaltAndRestart();
            assertThat(done).exists();
            writes.awaitEnd();
            try (PublishedTable published = stage.published(table)) {
                report("kill before offset " + offset + " of the flushes", exactlyOnce, published);
            }
        }
    }

    /** The short test runs with exactly-once only. */
    private static Stream<String> exactlyOnce() {
        return TestRounds.MANY ? Stream.of("enabled", "disabled") : Stream.of("enabled");
    }

    private static LocalStackBuilder settings(String exactlyOnce) {
        return ProcessStage.settings(0)
                .workerProperty("exactly.once.source.support", exactlyOnce)
                .workerProperty("offset.flush.interval.ms", "1000");
    }

    private static void killAtChildsOpening(ProcessStage stage, SimulatedTable table) {
        String parent = table.report().open().get(0).id();
        killDuring(Operation.GET_SHARD_ITERATOR, stage, () -> {
            table.rotateAll();
            table.generate(100, 20);
            await("the end of " + parent).atMost(TIMEOUT).until(() -> isFinished(table, parent));
        });
    }

    private static void killInAssignment(Operation call, ProcessStage stage, List<SimulatedTable> tables, int tasks) {
        killDuring(call, stage, () -> {
            tables.forEach(table -> table.generate(100, 20));
            // The validation must not make the call.
            stage.configure(tables, Map.of("tasks.max", Integer.toString(tasks), "validate.remote", "false"));
        });
    }

    /** Kills the worker during the call that {@code cause} triggers, which never returns. */
    private static void killDuring(Operation call, ProcessStage stage, Runnable cause) {
        stage.simulator().inject(FaultRule.always(Fault.hang()).on(call));
        long before = stage.simulator().counts().calls(call);
        cause.run();
        await("a call of " + call)
                .atMost(TIMEOUT)
                .until(() -> stage.simulator().counts().calls(call) > before);
        stage.killWorker();
        stage.simulator().clearFaults();
        stage.stack().worker().start();
    }

    private static boolean isFinished(SimulatedTable table, String parent) {
        return table.report().shards().stream()
                .anyMatch(shard -> shard.id().equals(parent) && shard.finished().isPresent());
    }

    private static void killBefore(String record, Path done, ProcessStage stage, SimulatedTable table) {
        stage.configure(
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
        // The task may read none of this until it has started with the transform; then it reads everything.
        while (stage.stack().worker().isAlive() && !Files.exists(done)) {
            table.generate(100, 20);
            table.rotateAll();
            table.generate(100, 20);
            int written = table.report().records();
            await("records read, or the worker killed")
                    .atMost(TIMEOUT)
                    .until(() ->
                            !stage.stack().worker().isAlive() || table.report().served() == written);
        }
        stage.awaitHaltAndRestart();
        assertThat(done).exists();
    }

    private static void report(String what, String exactlyOnce, PublishedTable published) {
        DeliveryCounts counts = exactlyOnce.equals("enabled")
                ? published.stopAndAssertExactlyOnce()
                : published.stopAndAssertAtLeastOnce();
        System.out.println(what + ", exactly-once " + exactlyOnce + ": " + counts);
    }
}
