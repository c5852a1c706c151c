/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.control.ShardReport;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Counts the GetRecords calls for a shard, which are billed. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class PacingTest {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @Test
    void busyShardIsReadAtMostFiveTimesASecond() throws Exception {
        SimulatedTable orders = testBed.table("orders", 1);
        Worker worker = testBed.worker("orders");
        worker.start();
        worker.runUntil(() -> shard(orders).pages() > 0);
        int before = shard(orders).pages();
        long start = System.nanoTime();

        for (int change = 0; change < 200; change++) {
            orders.put(item("a", change));
            worker.poll(Duration.ofMillis(20));
        }
        testBed.requireAllOnce(worker, orders);

        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        assertThat(shard(orders).pages() - before)
                .isPositive()
                .isLessThanOrEqualTo((int) elapsed.dividedBy(INTERVAL) + 1);
    }

    @Test
    void fullPagesAreReadWithoutADelay() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.generate(3_000, 100);
        long start = System.nanoTime();
        Worker worker = testBed.worker("orders");

        worker.start();

        worker.runUntil(() -> shard(orders).served() == orders.report().records());
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        assertThat(shard(orders).pages())
                .as("100, 200, 400, 800, 1000, and the rest")
                .isBetween(4, 6 + (int) elapsed.dividedBy(INTERVAL));
        testBed.requireAllOnce(worker, orders);
    }

    private static ShardReport shard(SimulatedTable table) {
        return table.report().shards().get(0);
    }
}
