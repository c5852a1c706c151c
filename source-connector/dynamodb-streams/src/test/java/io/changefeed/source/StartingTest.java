/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.table.Change;
import io.changefeed.source.worker.DeliveryReport;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start positions, restarts, and the assignment of tasks. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class StartingTest {
    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @Test
    void latestSkipsEarlierChanges() {
        SimulatedTable orders = testBed.table("orders", 2);
        ObjectNode old = item("old", 1);
        Instant anHourAgo = Instant.now().minus(Duration.ofHours(1));
        orders.append(new Change(old, Optional.empty(), Optional.of(old), anHourAgo, Optional.empty()));
        Worker worker = testBed.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        orders.put(item("new", 1));

        worker.runUntil(() -> !testBed.kafka().changes().isEmpty());

        assertThat(testBed.kafka().changes())
                .singleElement()
                .satisfies(record -> assertThat(record.key().toString()).contains("new"));
    }

    @Test
    void latestSurvivesACrashBeforeTheFirstRecord() {
        SimulatedTable orders = testBed.table("orders", 2);
        Worker worker = testBed.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        worker.runUntil(() -> testBed.kafka().heartbeats().size() == 3);
        worker.endTasks(End.KILL);
        orders.generate(20, 5);
        orders.rotateAll();
        orders.generate(20, 5);

        worker.start();

        testBed.requireAllOnce(worker, orders);
    }

    /** The offsets of some slots are stored, and those of others, or of the table, are not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void latestSkipsEarlierChangesAlsoWhenOffsetsAreMissing(boolean tableIsStored) {
        SimulatedTable orders = testBed.table("orders", 8);
        for (int i = 0; i < 50; i++) {
            appendOld(orders, "old-" + i);
        }
        orders.rotateAll();
        for (int i = 50; i < 100; i++) {
            appendOld(orders, "old-" + i);
        }
        Worker worker = testBed.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        orders.generate(40, 20);
        worker.runUntil(() -> newChanges(orders).isComplete());
        worker.endTasks(End.STOP);
        List<Map<String, ?>> slots = testBed.kafka().offsets().all().keySet().stream()
                .filter(partition -> partition.containsKey("slot"))
                .sorted(Comparator.comparing(Map::toString))
                .toList();
        slots.subList(0, slots.size() / 2).forEach(testBed.kafka().offsets()::remove);
        if (!tableIsStored) {
            testBed.kafka().offsets().all().keySet().stream()
                    .filter(partition -> partition.containsKey("table"))
                    .forEach(testBed.kafka().offsets()::remove);
        }
        orders.generate(40, 20);

        worker.restart(End.STOP);
        worker.runUntil(() -> newChanges(orders).isComplete());

        newChanges(orders).requireReplaysInOrder();
        assertThat(testBed.kafka().changes())
                .noneMatch(change -> change.key().toString().contains("old"));
    }

    private static void appendOld(SimulatedTable table, String id) {
        ObjectNode old = item(id, 1);
        Instant tenHoursAgo = Instant.now().minus(Duration.ofHours(10));
        table.append(new Change(old, Optional.empty(), Optional.of(old), tenHoursAgo, Optional.empty()));
    }

    private DeliveryReport newChanges(SimulatedTable table) {
        DeliveryReport all = testBed.delivered(table);
        Map<String, List<String>> written = new HashMap<>(all.written());
        written.keySet().removeIf(item -> item.contains("old"));
        return new DeliveryReport(written, all.stored());
    }

    @Test
    void taskWithAnOutdatedConfigurationReadsNothingTwice() {
        SimulatedTable orders = testBed.table("orders", 3);
        orders.generate(50, 10);
        Worker worker = testBed.worker("orders", Map.of("tasks.max", "2"));
        worker.start();
        List<Map<String, String>> old = worker.taskConfigs();
        testBed.requireAllOnce(worker, orders);
        orders.rotateAll();
        orders.generate(50, 10);
        testBed.requireAllOnce(worker, orders);
        worker.restart(End.STOP);
        worker.endTasks(End.STOP);

        worker.startTasks(old);
        orders.generate(50, 10);

        testBed.requireAllOnce(worker, orders);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void tasksMaxMayDifferFromTheNumberOfTables(int tasksMax) {
        List<SimulatedTable> tables = IntStream.range(0, 3)
                .mapToObj(number -> testBed.table("table-" + number, 2))
                .toList();
        tables.forEach(table -> table.generate(20, 5));
        Worker worker = testBed.worker("table-0,table-1,table-2", Map.of("tasks.max", Integer.toString(tasksMax)));

        worker.start();

        assertThat(worker.taskConfigs()).hasSize(Math.min(tasksMax, 6));
        testBed.requireAllOnce(worker, tables.toArray(SimulatedTable[]::new));
        tables.forEach(table -> assertThat(table.report().servedAgain()).isZero());
    }

    @Test
    void changingTasksMaxReadsNothingTwice() {
        SimulatedTable orders = testBed.table("orders", 8);
        Worker worker = testBed.worker("orders");
        worker.start();
        for (String tasksMax : List.of("8", "2", "1", "5")) {
            orders.generate(40, 20);
            worker.restartConnector(Map.of("tasks.max", tasksMax));
            worker.poll(Duration.ofMillis(20));
        }

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void restartWithoutChangesKeepsTheAssignment() {
        SimulatedTable orders = testBed.table("orders", 5);
        orders.generate(20, 5);
        Worker worker = testBed.worker("orders", Map.of("tasks.max", "2"));
        worker.start();
        testBed.requireAllOnce(worker, orders);
        worker.restart(End.STOP);
        List<Map<String, String>> before = worker.taskConfigs();

        worker.restartConnector(Map.of());

        assertThat(worker.taskConfigs()).isEqualTo(before);
    }

    @Test
    void listedExpiredShardsAreNotAGapAtTheFirstStart() {
        SimulatedTable orders = testBed.table("orders", 2);
        orders.addGoneShards(10_000);
        orders.generate(20, 5);
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void connectorOnlyReadsFromDynamoDb() {
        SimulatedTable orders = testBed.table("orders", 2);
        orders.generate(20, 5);
        orders.rotateAll();
        orders.generate(20, 5);
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, orders);
        assertThat(testBed.simulator().counts().calls())
                .containsOnlyKeys(
                        Operation.DESCRIBE_TABLE,
                        Operation.DESCRIBE_STREAM,
                        Operation.GET_SHARD_ITERATOR,
                        Operation.GET_RECORDS);
    }

    @Test
    void taskConfigurationThatConnectCannotStoreFailsTheConnector() {
        testBed.table("orders", 1);
        Worker worker = testBed.worker("orders", Map.of("transforms.any.property", "x".repeat(1_000_000)));

        assertThatThrownBy(worker::start)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("over the limit of 900000 bytes")
                .hasMessageEndingWith("No number of tasks is sufficient: divide the tables among several connectors.");
        assertThatThrownBy(() -> worker.poll(Duration.ofMillis(1)))
                .hasMessageContaining("over the limit of 900000 bytes");
    }

    @Test
    void exactlyOnceIsSupported() {
        assertThat(new DynamoDbStreamsSourceConnector().exactlyOnceSupport(Map.of()))
                .isEqualTo(ExactlyOnceSupport.SUPPORTED);
    }
}
