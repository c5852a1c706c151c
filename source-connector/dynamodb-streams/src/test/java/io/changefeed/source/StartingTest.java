/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.table.Change;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the reading starts, and starts again; which task reads what. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class StartingTest {
    @RegisterExtension
    private final SourceTestBed stage = new SourceTestBed();

    @Test
    void latestTellsWhatComesAndNotWhatWas() {
        SimulatedTable orders = stage.table("orders", 2);
        ObjectNode old = item("old", 1);
        Instant anHourAgo = Instant.now().minus(Duration.ofHours(1));
        orders.append(new Change(old, Optional.empty(), Optional.of(old), anHourAgo, Optional.empty()));
        Worker worker = stage.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        orders.put(item("new", 1));

        worker.runUntil(() -> !stage.kafka().changes().isEmpty());

        assertThat(stage.kafka().changes())
                .singleElement()
                .satisfies(record -> assertThat(record.key().toString()).contains("new"));
    }

    @Test
    void latestSurvivesACrashBeforeTheFirstRecord() {
        SimulatedTable orders = stage.table("orders", 2);
        Worker worker = stage.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        worker.runUntil(() -> stage.kafka().heartbeats().size() == 3);
        worker.endTasks(End.KILL);
        orders.generate(20, 5);
        orders.rotateAll();
        orders.generate(20, 5);

        worker.start();

        stage.requireAllOnce(worker, orders);
    }

    @Test
    void aTaskThatIsRestartedWithAnOldConfigurationReadsNothingTwice() {
        SimulatedTable orders = stage.table("orders", 3);
        orders.generate(50, 10);
        Worker worker = stage.worker("orders", Map.of("tasks.max", "2"));
        worker.start();
        List<Map<String, String>> old = worker.taskConfigs();
        stage.requireAllOnce(worker, orders);
        orders.rotateAll();
        orders.generate(50, 10);
        stage.requireAllOnce(worker, orders);
        worker.restart(End.STOP);
        worker.endTasks(End.STOP);

        worker.startTasks(old);
        orders.generate(50, 10);

        stage.requireAllOnce(worker, orders);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void tasksMaxMayBeAboveAndBelowTheNumberOfTables(int tasksMax) {
        List<SimulatedTable> tables = IntStream.range(0, 3)
                .mapToObj(number -> stage.table("table-" + number, 2))
                .toList();
        tables.forEach(table -> table.generate(20, 5));
        Worker worker = stage.worker("table-0,table-1,table-2", Map.of("tasks.max", Integer.toString(tasksMax)));

        worker.start();

        assertThat(worker.taskConfigs()).hasSize(Math.min(tasksMax, 6));
        stage.requireAllOnce(worker, tables.toArray(SimulatedTable[]::new));
        tables.forEach(table -> assertThat(table.report().servedAgain()).isZero());
    }

    @Test
    void aChangeOfTasksMaxReadsNothingTwice() {
        SimulatedTable orders = stage.table("orders", 8);
        Worker worker = stage.worker("orders");
        worker.start();
        for (String tasksMax : List.of("8", "2", "1", "5")) {
            orders.generate(40, 20);
            worker.restartConnector(Map.of("tasks.max", tasksMax));
            worker.poll(Duration.ofMillis(20));
        }

        stage.requireAllOnce(worker, orders);
    }

    @Test
    void aConnectorThatFindsNothingNewDealsAsBefore() {
        SimulatedTable orders = stage.table("orders", 5);
        orders.generate(20, 5);
        Worker worker = stage.worker("orders", Map.of("tasks.max", "2"));
        worker.start();
        stage.requireAllOnce(worker, orders);
        worker.restart(End.STOP);
        List<Map<String, String>> before = worker.taskConfigs();

        worker.restartConnector(Map.of());

        assertThat(worker.taskConfigs()).isEqualTo(before);
    }

    @Test
    void shardsThatAreListedThoughTheyAreGoneAreNoGapAtAFirstStart() {
        SimulatedTable orders = stage.table("orders", 2);
        orders.addGoneShards(10_000);
        orders.generate(20, 5);
        Worker worker = stage.worker("orders");

        worker.start();

        stage.requireAllOnce(worker, orders);
    }

    @Test
    void theConnectorReadsFromDynamoDbAndKeepsNothingThere() {
        SimulatedTable orders = stage.table("orders", 2);
        orders.generate(20, 5);
        orders.rotateAll();
        orders.generate(20, 5);
        Worker worker = stage.worker("orders");

        worker.start();

        stage.requireAllOnce(worker, orders);
        assertThat(stage.simulator().counts().calls())
                .containsOnlyKeys(
                        Operation.DESCRIBE_TABLE,
                        Operation.DESCRIBE_STREAM,
                        Operation.GET_SHARD_ITERATOR,
                        Operation.GET_RECORDS);
    }

    @Test
    void exactlyOnceIsSupported() {
        assertThat(new DynamoDbStreamsSourceConnector().exactlyOnceSupport(Map.of()))
                .isEqualTo(ExactlyOnceSupport.SUPPORTED);
    }
}
