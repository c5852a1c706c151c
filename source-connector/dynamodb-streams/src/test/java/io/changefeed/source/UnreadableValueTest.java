/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value whose type the connector does not know, in a table of an AWS account. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class UnreadableValueTest {
    private static final String ORDERS = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void changesBeforeAnUnreadableValueArePublishedOnceAndNoneAfterIt(boolean exactlyOnce) {
        SimulatedTable orders = testBed.table(ORDERS, 1);
        orders.put(item("a", 1));
        orders.put(item("b", 1));
        String unreadable = orders.put(unreadable("c")).orElseThrow().sequenceNumber();
        orders.put(item("a", 2));
        Worker worker = testBed.worker(orders.report().arn(), Map.of(), exactlyOnce, record -> false);
        worker.start();

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> worker.runUntil(() -> false))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith("Cannot publish change " + unreadable + " of shard "
                            + orders.report().shards().get(0).id()
                            + " of table orders (key {\"id\":{\"S\":\"c\"}}): NewImage.lines[1].price: ");
            assertThat(keys()).containsExactlyInAnyOrder("a", "b");
            worker.restartTask(0, End.KILL);
        }

        worker.endTasks(End.KILL);
        skip(orders.report().shards().get(0).id(), unreadable);
        worker.start();
        worker.runUntil(() -> keys().size() == 3);
        assertThat(keys()).containsExactlyInAnyOrder("a", "b", "a");
    }

    /** With {@code transaction.boundary=interval}, Connect would abort a transaction that is still open. */
    @Test
    void taskFailsAfterTheRecordsOfEarlierPollsAreAcknowledged() {
        SimulatedTable orders = testBed.table(ORDERS, 1);
        orders.put(item("a", 1));
        Worker worker = testBed.worker(orders.report().arn(), Map.of(), false, record -> false);
        worker.start();
        worker.pollUntil(3);

        orders.put(unreadable("b"));
        requireNoFailureWithin(worker, Duration.ofSeconds(3));

        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Cannot publish change");
        assertThat(keys()).containsExactly("a");
    }

    @Test
    void taskFailsAfterTheRecordsBeforeARefusedCallAreAcknowledged() {
        SimulatedTable orders = testBed.table(ORDERS, 1);
        orders.put(item("a", 1));
        Worker worker = testBed.worker(orders.report().arn(), Map.of(), false, record -> false);
        worker.start();
        worker.pollUntil(3);

        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.ACCESS_DENIED)).on(Operation.GET_RECORDS));
        requireNoFailureWithin(worker, Duration.ofSeconds(3));

        assertThatThrownBy(() -> worker.runUntil(() -> false)).isInstanceOf(ConnectException.class);
        assertThat(keys()).containsExactly("a");
    }

    private static void requireNoFailureWithin(Worker worker, Duration time) {
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            worker.poll(Duration.ofMillis(100));
        }
    }

    @Test
    void snapshotContinuesWithThePageOfAnUnreadableItemAfterItsRepair() {
        SimulatedTable orders =
                testBed.simulator().createTable(ORDERS, KeySchema.of("id", KeyType.S), ViewType.NEW_IMAGE);
        for (int i = 0; i < 10; i++) {
            orders.put(item("item-" + i, 1));
        }
        orders.put(unreadable("item-5"));
        orders.rotateAll();
        testBed.simulator().advance(Duration.ofDays(2));
        orders.scanInPagesOf(2);
        Worker worker = testBed.worker(orders.report().arn(), Map.of("snapshot.mode", "initial"));
        worker.start();

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> worker.runUntil(() -> false))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith(
                            "Cannot publish an item of table orders (key {\"id\":{\"S\":\"item-5\"}}) in"
                                    + " snapshot ")
                    .hasMessageContaining(": lines[1].price: ");
            worker.restartTask(0, End.KILL);
        }
        worker.endTasks(End.KILL);
        orders.put(item("item-5", 2));
        worker.start();
        worker.runUntil(() -> testBed.kafka().heartbeats().stream()
                .anyMatch(record -> record.value().toString().contains("snapshot_end")));

        worker.runUntil(() -> keys().contains("item-5"));
        assertThat(keys().stream().filter(key -> !key.equals("item-5")))
                .containsExactlyInAnyOrder(
                        "item-0", "item-1", "item-2", "item-3", "item-4", "item-6", "item-7", "item-8", "item-9");
    }

    private static ObjectNode unreadable(String id) {
        ObjectNode item = item(id, 1);
        ArrayNode lines = item.putObject("lines").putArray("L");
        lines.addObject().put("NULL", true);
        lines.addObject().putObject("M").putObject("price").put("DEC128", "1.5");
        return item;
    }

    /** As a PATCH of the offsets of a stopped connector does. */
    private void skip(String shard, String sequenceNumber) {
        testBed.kafka().offsets().all().forEach((partition, offset) -> {
            if (offset.containsKey(shard)) {
                Map<String, Object> changed = new HashMap<>(offset);
                changed.put(shard, sequenceNumber);
                testBed.kafka().offsets().put(partition, changed);
            }
        });
    }

    private List<String> keys() {
        return testBed.kafka().changes().stream()
                .map(record -> ((Struct) record.key()).getString("id"))
                .toList();
    }
}
