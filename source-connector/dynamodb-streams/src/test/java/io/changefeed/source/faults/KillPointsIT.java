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
 * Kills at chosen points, where chance would seldom hit. At a child's opening and in a deal the worker dies during a call
 * that never comes back to it; in a page between a remove and its tombstone, at a parent's end before it is stored, and
 * before the first change of a child by {@link HaltBeforeRecord}; in the middle of a flush by {@link HaltDuringFlush}.
 */
class KillPointsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What {@link HaltBeforeRecord} knows, in the order in which it is played. */
    private static final List<String> RECORDS = List.of("tombstone", "shard-end", "child");

    @ParameterizedTest(name = "exactly-once {0}")
    @MethodSource("exactlyOnce")
    void aKillInAPageAtAShardsEndAtAChildsOpeningAndInADealLosesNothing(String exactlyOnce, @TempDir Path folder)
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
                // For a deal the connector asks for the shards, and then the tasks for iterators of what they were
                // dealt.
                List<SimulatedTable> both = List.of(table, other);
                killInDeal(Operation.DESCRIBE_STREAM, stage, both, 3);
                others.awaitAll();
                killInDeal(Operation.GET_SHARD_ITERATOR, stage, both, 2);
                // The first to settle stops the connector.
                others.awaitAll();
                String kills = "kills at a child's opening, before " + RECORDS + " and in two deals";
                report(kills, exactlyOnce, published);
                report(kills, exactlyOnce, others);
            }
        }
    }

    /** Of the offsets of eight slots some are stored and others are not. */
    @ParameterizedTest(name = "exactly-once {0}, before offset {1}")
    @CsvSource({"enabled,5", "disabled,14"})
    void aKillInTheMiddleOfAFlushLosesNothing(String exactlyOnce, int offset, @TempDir Path folder) throws IOException {
        Path done = folder.resolve("done");
        try (ProcessStage stage = ProcessStage.start(
                HaltDuringFlush.installed(settings(exactlyOnce), folder.resolve("halt.jar"), offset, done))) {
            SimulatedTable table = stage.table("orders", 8);
            BackgroundWrites flow = BackgroundWrites.start(table, 4_000, 200, 500);
            stage.configure(List.of(table), Map.of());
            stage.awaitDeathAndStart();
            assertThat(done).exists();
            flow.end();
            try (PublishedTable published = stage.published(table)) {
                report("kill before offset " + offset + " of the flushes", exactlyOnce, published);
            }
        }
    }

    /** Without exactly-once where time is: the flush is broken off in both. */
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
            await("the end of " + parent).atMost(PATIENCE).until(() -> isFinished(table, parent));
        });
    }

    private static void killInDeal(Operation call, ProcessStage stage, List<SimulatedTable> tables, int tasks) {
        killDuring(call, stage, () -> {
            tables.forEach(table -> table.generate(100, 20));
            // The validation must not be what makes the call.
            stage.configure(tables, Map.of("tasks.max", Integer.toString(tasks), "validate.remote", "false"));
        });
    }

    /** The call that {@code cause} brings about never comes back to the worker that dies with it. */
    private static void killDuring(Operation call, ProcessStage stage, Runnable cause) {
        stage.simulator().inject(FaultRule.always(Fault.hang()).on(call));
        long before = stage.simulator().counts().calls(call);
        cause.run();
        await("a call of " + call)
                .atMost(PATIENCE)
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
        // Until the task has been started with the transform nothing of this may be read; afterwards it is all read.
        while (stage.stack().worker().isAlive() && !Files.exists(done)) {
            table.generate(100, 20);
            table.rotateAll();
            table.generate(100, 20);
            int written = table.report().records();
            await("records read, or the worker killed")
                    .atMost(PATIENCE)
                    .until(() ->
                            !stage.stack().worker().isAlive() || table.report().served() == written);
        }
        stage.awaitDeathAndStart();
        assertThat(done).exists();
    }

    private static void report(String what, String exactlyOnce, PublishedTable published) {
        DeliveryCounts tally = exactlyOnce.equals("enabled") ? published.settleExactlyOnce() : published.settleAtLeastOnce();
        System.out.println(what + ", exactly-once " + exactlyOnce + ": " + tally);
    }
}
