/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.Oracle;
import io.changefeed.source.worker.DeliveryReport;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import io.changefeed.source.worker.Worker.End;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Table discovery finds tables, streams and shards that appear or disappear while the connector runs. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class TableDiscoveryTest {
    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @Test
    void tableThatIsCreatedLaterIsReadFromTheTrimHorizon() {
        SimulatedTable orders = testBed.table("shop-orders", 2);
        Worker worker = testBed.worker(
                Map.of("tables.regex", "shop-.*", "stream.start", "latest", "table.discovery.interval.ms", "1000"));
        worker.start();
        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders);

        SimulatedTable carts = testBed.table("shop-carts", 3);
        carts.generate(30, 5);
        testBed.table("unrelated", 1).generate(10, 5);

        testBed.requireAllOnce(worker, carts, orders);
        assertThat(testBed.kafka().changes())
                .allSatisfy(change -> assertThat(change.topic()).startsWith("test.shop-"));
        assertThat(orders.report().servedAgain()).isZero();
    }

    @Test
    void deletedTableIsReadToItsEndAndOthersContinue() {
        SimulatedTable orders = testBed.table("orders", 1);
        SimulatedTable carts = testBed.table("carts", 2);
        Worker worker = testBed.worker(
                Map.of("tables", "orders,carts", "table.discovery.interval.ms", "1000", "tasks.max", "2"));
        worker.start();
        carts.generate(20, 5);
        testBed.requireAllOnce(worker, carts);
        carts.generate(40, 5);
        Oracle written = carts.oracle();
        carts.delete();

        worker.runUntil(() -> delivered(written).isComplete() && hasReadAStreamToItsEnd());
        delivered(written).requireExactlyOnce();
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void replacedStreamIsReadAfterTheOldOne() {
        SimulatedTable orders = testBed.table("orders", 2);
        Worker worker =
                testBed.worker(Map.of("tables", "orders", "on.gap", "continue", "table.discovery.interval.ms", "1000"));
        worker.start();
        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders);

        orders.generate(40, 5);
        replaceStream(orders);
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders);
        assertThat(testBed.kafka().heartbeats())
                .filteredOn(heartbeat -> heartbeat.value().toString().contains("the stream was replaced"))
                .hasSize(1);
    }

    @Test
    void replacedStreamFailsItsTaskAfterTheOldOneIsRead() {
        SimulatedTable orders = testBed.table("orders", 2);
        Worker worker = testBed.worker(Map.of("tables", "orders", "table.discovery.interval.ms", "1000"));
        worker.start();
        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders);
        orders.generate(40, 5);
        String old = orders.report().arn();
        Oracle written = orders.oracle();
        replaceStream(orders);

        assertThatThrownBy(() -> worker.runUntil(() -> false))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Changes of table orders were lost: its stream " + old + " was replaced by ");
        delivered(written).requireExactlyOnce();
    }

    @Test
    void siblingThatIsListedLateIsFound() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.listing(Listing.IMMEDIATE.withSiblings(ListingDelay.of(Duration.ofMinutes(1))));
        orders.generate(20, 10);
        orders.split(orders.report().open().get(0).id());
        orders.generate(20, 10);
        Worker worker = testBed.worker(Map.of("tables", "orders", "table.discovery.interval.ms", "1000"));
        worker.start();
        worker.runUntil(() -> orders.report().shards().stream()
                        .filter(shard -> shard.opened().isPresent())
                        .count()
                == 2);

        testBed.simulator().advance(Duration.ofMinutes(2));
        orders.listing(Listing.IMMEDIATE);

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void discoveryWithoutChangesDoesNotRestartTasks() {
        SimulatedTable orders = testBed.table("orders", 3);
        Worker worker = testBed.worker(Map.of("tables", "orders", "table.discovery.interval.ms", "1000"));
        worker.start();
        orders.generate(20, 5);
        testBed.requireAllOnce(worker, orders);
        List<Map<String, String>> before = worker.taskConfigs();
        long discoveries = discoveries();

        orders.rotateAll();
        orders.generate(20, 5);
        worker.runUntil(() -> discoveries() >= discoveries + 2);

        testBed.requireAllOnce(worker, orders);
        assertThat(worker.taskConfigs()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tableOfAnotherAccountIsConfiguredByItsArnOrThatOfItsStream(boolean byStream) {
        SimulatedTable orders = testBed.table("arn:aws:dynamodb:us-east-1:210987654321:table/orders", 2);
        String arn = orders.report().arn();
        Worker worker = testBed.worker(Map.of(
                "tables",
                byStream ? arn : arn.substring(0, arn.indexOf("/stream/")),
                "topic.name.format",
                "${prefix}.${account}.${table}"));
        worker.start();
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders);
        worker.restart(End.STOP);
        orders.rotateAll();
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders);
        assertThat(testBed.kafka().changes())
                .allSatisfy(change -> assertThat(change.topic()).isEqualTo("test.210987654321.orders"));
    }

    @Test
    void tableThatIsConfiguredByNameAndByArnFailsTheStart() {
        String arn = testBed.table("orders", 1).report().arn();
        Worker worker = testBed.worker(Map.of("tables", "orders," + arn, "topic.name.format", "${account}.${table}"));

        assertThatThrownBy(worker::start).hasMessageContaining("If both are the same table, remove one of them");
    }

    private void replaceStream(SimulatedTable table) {
        testBed.simulator().advance(Duration.ofMinutes(1));
        table.disableStream();
        table.enableStream(ViewType.NEW_AND_OLD_IMAGES, 1);
        table.put(item("after", 1));
    }

    private DeliveryReport delivered(Oracle written) {
        return DeliveryReport.of(written, testBed.kafka().changes());
    }

    private boolean hasReadAStreamToItsEnd() {
        return testBed.kafka().offsets().all().values().stream().anyMatch(offset -> offset.containsValue("END"));
    }

    private long discoveries() {
        return testBed.simulator().counts().calls().getOrDefault(Operation.DESCRIBE_TABLE, 0L);
    }
}
