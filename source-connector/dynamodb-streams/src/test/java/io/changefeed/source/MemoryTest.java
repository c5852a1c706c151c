/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.stream.Rotation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.source.worker.Kafka;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A task holds a bounded amount of changes, until Kafka Connect has acknowledged them. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class MemoryTest {
    private static final int BUDGET = 1 << 20;
    private static final Map<String, String> SMALL = Map.of("max.queue.size.in.bytes", Integer.toString(BUDGET));
    /** A record and three maps, without any value. */
    private static final int MIN_RECORD_BYTES = 780;

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @Test
    void taskReadsUpToTheLimitUntilRecordsAreAcknowledged() {
        SimulatedTable orders = testBed.table("orders", 16);
        orders.generate(5_000, 500);
        Worker worker = testBed.worker("orders", SMALL, false, record -> false);
        worker.start();

        pollUntilExhausted(worker);
        int held = orders.report().served();
        pollUntilExhausted(worker);

        assertThat(orders.report().served())
                .as("read while nothing is acknowledged")
                .isEqualTo(held);
        // One page, of an eighth of the limit, can be heavier than expected.
        assertThat(held).isPositive().isLessThan(BUDGET * 9 / 8 / MIN_RECORD_BYTES);
        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void droppedRecordsAreAcknowledged() {
        SimulatedTable orders = testBed.table("orders", 4);
        orders.generate(5_000, 500);
        Worker worker = testBed.worker("orders", SMALL, false, record -> !Kafka.isHeartbeat(record));

        worker.start();

        worker.runUntil(() -> orders.report().served() == orders.report().records());
    }

    /** Connect does not commit a transaction whose records were all dropped, and acknowledges none of them. */
    @Test
    void taskContinuesWhenATransformDropsAllRecordsOfATransaction() {
        SimulatedTable orders = testBed.table("orders", 4);
        orders.generate(5_000, 500);
        Worker worker = testBed.worker("orders", SMALL, true, record -> !Kafka.isHeartbeat(record));

        worker.start();

        worker.runUntil(() -> orders.report().served() == orders.report().records());
    }

    @Test
    void slowAcknowledgementsLoseNothingAndKeepTheOrder() {
        SimulatedTable orders = testBed.table("orders", 8);
        orders.rotation(Rotation.every(100).splittingEvery(3));
        orders.generate(4_000, 200);
        Worker worker = testBed.worker("orders", SMALL, false, record -> false);
        worker.start();
        Random random = new Random(1);

        for (int step = 0; step < 400; step++) {
            worker.poll(Duration.ofMillis(5));
            int partition = random.nextInt(3);
            worker.store(partition, random.nextInt(40));
            worker.acknowledge(partition, random.nextInt(20));
        }

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void snapshotRowsAreHeldUntilTheyAreAcknowledged() {
        SimulatedTable orders = testBed.oldTable(ViewType.NEW_AND_OLD_IMAGES, 2, 5_000);
        orders.scanInPagesOf(500);
        Worker worker = testBed.worker("orders", SMALL_WITH_SNAPSHOT, false, record -> false);
        worker.start();
        worker.runUntil(() -> !testBed.kafka().changes().isEmpty());

        int before = testBed.kafka().changes().size();
        int polled = pollUntilExhausted(worker);

        assertThat(polled).isPositive().isLessThan(BUDGET * 9 / 8 / (MIN_RECORD_BYTES - 200));
        worker.runUntil(() -> testBed.kafka().changes().size() >= 5_000);
        assertThat(testBed.kafka().changes()).hasSize(5_000).hasSizeGreaterThan(before);
    }

    private static final Map<String, String> SMALL_WITH_SNAPSHOT = Map.of(
            "max.queue.size.in.bytes", Integer.toString(BUDGET), "snapshot.mode", "initial", "snapshot.segments", "4");

    /** Polls, without storing a record, until the task emits no more. Returns the number of records. */
    private static int pollUntilExhausted(Worker worker) {
        int polled = 0;
        for (int latest = 1; latest > 0; polled += latest) {
            latest = worker.poll(Duration.ofSeconds(2));
        }
        return polled;
    }
}
