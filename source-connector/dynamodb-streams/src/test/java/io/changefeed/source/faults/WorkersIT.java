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

/** Reassignment of several tables and tasks under load: workers join and leave, and {@code tasks.max} changes. */
class WorkersIT {
    private static final int CHANGES = 2_000;
    private static final int ITEMS = 100;
    private static final int AHEAD = 250;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(TestRounds.SEEDS)
    void everyChangeIsPublishedOnceWhenWorkersAndTasksMaxChange(long seed) {
        try (FaultTestBed testBed = FaultTestBed.start(seed)) {
            List<SimulatedTable> tables = tables(testBed);
            ConnectWorker other = testBed.stack().addWorker(Map.of());
            other.start();
            testBed.read(tables, Map.of("tasks.max", "4"));
            awaitTasks(testBed, tasks -> runOn(tasks, other));
            List<BackgroundWrites> writes = writes(tables);

            writes.get(0).awaitRead(CHANGES / 7);
            other.kill();
            awaitTasks(testBed, tasks -> tasks.size() == 4 && !runOn(tasks, other));
            writes.get(0).awaitRead(2 * CHANGES / 7);
            other.start();
            awaitTasks(testBed, tasks -> runOn(tasks, other));
            writes.get(0).awaitRead(3 * CHANGES / 7);
            other.pause();
            awaitTasks(testBed, tasks -> tasks.size() == 4 && !runOn(tasks, other));
            writes.get(0).awaitRead(4 * CHANGES / 7);
            other.resume();
            awaitTasks(testBed, tasks -> runOn(tasks, other));
            writes.get(0).awaitRead(5 * CHANGES / 7);
            reassign(testBed, tables, 8);
            writes.get(0).awaitRead(6 * CHANGES / 7);
            reassign(testBed, tables, 1);

            writes.forEach(BackgroundWrites::awaitEnd);
            assertExactlyOnce("two workers, tasks.max 4, 8, 1, seed " + seed, testBed, tables);
        }
    }

    private static List<SimulatedTable> tables(FaultTestBed testBed) {
        List<SimulatedTable> tables = new ArrayList<>();
        for (String name : List.of("orders", "customers", "stock")) {
            SimulatedTable table = testBed.table(name, 4);
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

    private static void reassign(FaultTestBed testBed, List<SimulatedTable> tables, int tasks) {
        testBed.configure(tables, Map.of("tasks.max", Integer.toString(tasks)));
        awaitTasks(testBed, running -> running.size() == tasks);
    }

    private static boolean runOn(List<ConnectorStatus.Part> tasks, ConnectWorker worker) {
        return tasks.stream().anyMatch(task -> task.worker().endsWith(":" + worker.port()));
    }

    private static void awaitTasks(FaultTestBed testBed, Predicate<List<ConnectorStatus.Part>> condition) {
        await("tasks")
                .atMost(TIMEOUT)
                .until(() -> testBed.connect()
                        .status(FaultTestBed.CONNECTOR)
                        .filter(ConnectorStatus::isRunning)
                        .map(ConnectorStatus::tasks)
                        .filter(condition)
                        .isPresent());
    }

    private static void assertExactlyOnce(String scenario, FaultTestBed testBed, List<SimulatedTable> tables) {
        // The first assertion stops the connector.
        for (SimulatedTable table : tables) {
            try (PublishedTable published = testBed.published(table)) {
                published.awaitAll();
            }
        }
        for (SimulatedTable table : tables) {
            try (PublishedTable published = testBed.published(table)) {
                System.out.println(scenario + ", " + table.name() + ": " + published.stopAndAssertExactlyOnce());
            }
        }
    }
}
