/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.Change;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Records that cannot be read fail the task with a message that contains the remedy, and advance no position. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class GapTest {
    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @Test
    void trimmedRecordsFailTheTaskWithARemedy() {
        SimulatedTable orders = testBed.table("orders", 1);
        Worker worker = testBed.worker("orders");
        orders.generate(10, 5);
        worker.start();
        testBed.requireAllOnce(worker, orders);
        worker.endTasks(End.STOP);
        Map<Map<String, ?>, Map<String, Object>> before =
                testBed.kafka().offsets().all();
        orders.generate(10, 5);
        String shard = orders.report().shards().get(0).id();
        orders.trimOldest(shard, orders.report().records() - 1);
        worker.start();

        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Changes of table orders were lost: DynamoDB no longer has the records from ")
                .hasMessageContaining(
                        " in shard " + shard + " of stream " + orders.report().arn())
                .hasMessageEndingWith(
                        "To continue with the remaining records, set 'on.gap' to 'continue'; to also take a"
                                + " new snapshot of the table, set it to 'resnapshot'.");
        assertThat(testBed.kafka().offsets().all()).isEqualTo(before);
    }

    @Test
    void expiredShardFailsTheTask() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.generate(10, 5);
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.requireAllOnce(worker, orders);
        worker.endTasks(End.STOP);
        orders.rotateAll();
        testBed.simulator().advance(Duration.ofDays(2));
        worker.start();

        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Changes of table orders were lost");
    }

    @Test
    void replacedStreamFailsTheTaskAfterTheOldStreamIsRead() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.generate(10, 5);
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.requireAllOnce(worker, orders);
        String before = orders.report().arn();
        worker.endTasks(End.STOP);
        testBed.simulator().advance(Duration.ofMinutes(1));
        orders.disableStream();
        String now = orders.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);

        orders.put(item("after", 1));

        worker.start();
        worker.runUntil(() ->
                testBed.kafka().offsets().all().values().stream().anyMatch(offset -> offset.containsValue("END")));
        worker.endTasks(End.STOP);
        worker.start();
        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Changes of table orders were lost: its stream " + before + " was replaced by " + now
                        + ", and changes made in between are in neither stream. To continue with the new stream, set"
                        + " 'on.gap' to 'continue'; to also take a new snapshot of the table, set it to"
                        + " 'resnapshot'.");
    }

    @Test
    void replacedStreamIsReadWithOnGapContinue() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.generate(10, 5);
        Worker worker = testBed.worker("orders", Map.of("on.gap", "continue"));
        worker.start();
        testBed.requireAllOnce(worker, orders);
        worker.endTasks(End.STOP);
        orders.put(item("late", 1));
        testBed.simulator().advance(Duration.ofMinutes(1));
        orders.disableStream();
        String now = orders.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);
        orders.put(item("after", 1));

        worker.start();
        worker.runUntil(() ->
                testBed.kafka().offsets().all().values().stream().anyMatch(offset -> offset.containsValue("END")));
        worker.endTasks(End.STOP);
        worker.start();
        worker.runUntil(() -> keys().contains("Struct{id=after}"));

        assertThat(keys()).containsOnlyOnce("Struct{id=late}", "Struct{id=after}");
        assertThat(testBed.kafka().offsets().all().keySet())
                .anyMatch(partition -> String.valueOf(partition.get("slot")).startsWith(now));
    }

    @Test
    void recordThatCannotBeConvertedFailsTheTaskAndStoresNoPosition() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.put(item("a", 1));
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.requireAllOnce(worker, orders);
        Map<Map<String, ?>, Map<String, Object>> before =
                testBed.kafka().offsets().all();
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        key.putObject("other").put("S", "x");
        orders.append(new Change(key, Optional.empty(), Optional.of(key), Instant.EPOCH, Optional.empty()));
        orders.put(item("a", 2));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> worker.runUntil(() -> false))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith("Cannot publish change ")
                    .hasMessageContaining(" of table orders (key (unreadable)): the key attribute 'id' is missing");
            assertThat(testBed.kafka().offsets().all()).isEqualTo(before);
            worker.restartTask(0, End.KILL);
        }
    }

    @Test
    void permanentErrorFailsTheTask() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.put(item("a", 1));
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.requireAllOnce(worker, orders);

        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).on(Operation.GET_RECORDS));

        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Reading failed: ")
                .hasMessageContaining("injected by a script");
    }

    @Test
    void throttlingBeyondTheStallTimeoutFailsTheTask() {
        testBed.table("orders", 1);
        Worker worker = testBed.worker("orders", Map.of("stall.timeout.ms", "1000"));
        worker.start();
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.THROTTLING)).on(Operation.GET_RECORDS));

        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(" failed for longer than 1 s ('stall.timeout.ms'): ");
    }

    @Test
    void missingTableOrStreamFailsTheConnector() {
        testBed.simulator().createTableWithoutStream("silent", KeySchema.of("id", KeyType.S));

        assertThatThrownBy(() -> testBed.worker("absent").start())
                .isInstanceOf(ConnectException.class)
                .hasMessage(
                        "Table 'absent' in 'tables' does not exist at this endpoint. Check its name, the region and the"
                                + " account.");
        assertThatThrownBy(() -> testBed.worker("silent").start())
                .isInstanceOf(ConnectException.class)
                .hasMessage("Table 'silent' has no stream. Enable DynamoDB Streams on the table, or remove it from"
                        + " 'tables'.");
    }

    private List<String> keys() {
        return testBed.kafka().changes().stream()
                .map(record -> record.key().toString())
                .toList();
    }
}
