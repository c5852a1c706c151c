/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.ConnectWorker;
import io.changefeed.localstack.ConnectorStatus;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.stream.Rotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several tables and tasks that are reassigned under load, when workers join and leave and {@code tasks.max} changes. */
class WorkersIT {
    private static final int CHANGES = 2_000;
    private static final int ITEMS = 100;
    private static final int AHEAD = 250;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(TestRounds.SEEDS)
    void everyChangeIsPublishedOnceWhenOneOfTwoWorkersIsKilledAndPaused(long seed) {
        try (ProcessStage stage = ProcessStage.start(seed)) {
            List<SimulatedTable> tables = tables(stage);
            ConnectWorker other = stage.stack().addWorker(Map.of());
            other.start();
            stage.read(tables, Map.of("tasks.max", "4"));
            awaitTasks(stage, tasks -> worksOn(tasks, other));
            List<BackgroundWrites> writes = writes(tables);

            writes.get(0).awaitRead(CHANGES / 5);
            other.kill();
            awaitTasks(stage, tasks -> tasks.size() == 4 && !worksOn(tasks, other));
            writes.get(0).awaitRead(2 * CHANGES / 5);
            other.start();
            awaitTasks(stage, tasks -> worksOn(tasks, other));
            writes.get(0).awaitRead(3 * CHANGES / 5);
            other.pause();
            awaitTasks(stage, tasks -> tasks.size() == 4 && !worksOn(tasks, other));
            writes.get(0).awaitRead(4 * CHANGES / 5);
            other.resume();
            awaitTasks(stage, tasks -> worksOn(tasks, other));

            assertExactlyOnce("two workers, seed " + seed, stage, tables, writes);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(TestRounds.SEEDS)
    void everyChangeIsPublishedOnceWhenTasksMaxChanges(long seed) {
        try (ProcessStage stage = ProcessStage.start(seed)) {
            List<SimulatedTable> tables = tables(stage);
            stage.read(tables, Map.of("tasks.max", "1"));
            List<BackgroundWrites> writes = writes(tables);

            writes.get(0).awaitRead(CHANGES / 3);
            reassign(stage, tables, 8);
            writes.get(0).awaitRead(2 * CHANGES / 3);
            reassign(stage, tables, 2);

            assertExactlyOnce("tasks.max 1, 8, 2, seed " + seed, stage, tables, writes);
        }
    }

    private static List<SimulatedTable> tables(ProcessStage stage) {
        List<SimulatedTable> tables = new ArrayList<>();
        for (String name : List.of("orders", "customers", "stock")) {
            SimulatedTable table = stage.table(name, 4);
            table.rotation(Rotation.every(300).splittingEvery(10));
            tables.add(table);
        }
        return tables;
    }

    private static List<BackgroundWrites> writes(List<SimulatedTable> tables) {
        return tables.stream()
                .map(table -> BackgroundWrites.start(table, CHANGES, ITEMS, AHEAD))
                .toList();
    }

    private static void reassign(ProcessStage stage, List<SimulatedTable> tables, int tasks) {
        stage.configure(tables, Map.of("tasks.max", Integer.toString(tasks)));
        awaitTasks(stage, running -> running.size() == tasks);
    }

    private static boolean worksOn(List<ConnectorStatus.Part> tasks, ConnectWorker worker) {
        return tasks.stream().anyMatch(task -> task.worker().endsWith(":" + worker.port()));
    }

    private static void awaitTasks(ProcessStage stage, Predicate<List<ConnectorStatus.Part>> condition) {
        await("tasks")
                .atMost(TIMEOUT)
                .until(() -> stage.connect()
                        .status(ProcessStage.CONNECTOR)
                        .filter(ConnectorStatus::isRunning)
                        .map(ConnectorStatus::tasks)
                        .filter(condition)
                        .isPresent());
    }

    private static void assertExactlyOnce(
            String what, ProcessStage stage, List<SimulatedTable> tables, List<BackgroundWrites> writes) {
        writes.forEach(BackgroundWrites::awaitEnd);
        // The first assertion stops the connector.
        for (SimulatedTable table : tables) {
            try (PublishedTable published = stage.published(table)) {
                published.awaitAll();
            }
        }
        for (SimulatedTable table : tables) {
            try (PublishedTable published = stage.published(table)) {
                System.out.println(what + ", " + table.name() + ": " + published.stopAndAssertExactlyOnce());
            }
        }
    }
}
