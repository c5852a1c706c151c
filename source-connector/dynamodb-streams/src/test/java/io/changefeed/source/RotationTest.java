/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.Listing.ShardFilter;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many shards that end together, and few shards with records among many idle ones. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class RotationTest {
    private static final int SHARDS = 60;

    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @Test
    void shardsThatEndTogetherShareAListing() {
        SimulatedTable orders = testBed.table("orders", SHARDS);
        Worker worker = testBed.worker("orders");
        worker.start();
        long before = listings();
        testBed.simulator()
                .inject(FaultRule.always(Fault.delay(Duration.ofMillis(300))).on(Operation.DESCRIBE_STREAM));

        rotateUnderLoad(orders);

        testBed.requireAllOnce(worker, orders);
        assertThat(listings() - before).isLessThan(SHARDS / 2);
    }

    @Test
    void childrenAreRequestedIndividuallyWhenTheListingIsLong() {
        SimulatedTable orders = tableWithLongListing();
        Worker worker = testBed.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        long before = listings();

        rotateUnderLoad(orders);

        testBed.requireAllOnce(worker, orders);
        // A listing is abandoned after at most ten calls, and retried only for more shards than before.
        long abandoned = IntStream.rangeClosed(1, 10).sum();
        assertThat(listings() - before).isBetween((long) SHARDS, SHARDS + abandoned);
    }

    @Test
    void unsupportedFilterIsNotNeeded() {
        SimulatedTable orders = tableWithLongListing();
        orders.listing(Listing.IMMEDIATE.withFilter(ShardFilter.REJECTED));
        Worker worker = testBed.worker("orders", Map.of("stream.start", "latest"));
        worker.start();

        rotateUnderLoad(orders);

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void throttledListingIsRetriedForAllShards() {
        SimulatedTable orders = tableWithLongListing();
        Worker worker = testBed.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        testBed.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.THROTTLING))
                        .on(Operation.DESCRIBE_STREAM)
                        .share(0.3));

        rotateUnderLoad(orders);

        testBed.requireAllOnce(worker, orders);
        assertThat(testBed.simulator().counts().errors(ErrorType.THROTTLING)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 64 << 20})
    void idleShardsDoNotDelayAShardWithRecords(int queueBytes) {
        SimulatedTable idle = testBed.table("idle", SHARDS);
        SimulatedTable orders = testBed.table("orders", 1);
        orders.reading(Reading.DEFAULT.withPageRecords(1));
        Worker worker = testBed.worker("idle,orders", Map.of("max.queue.size.in.bytes", Integer.toString(queueBytes)));
        worker.start();
        worker.runUntil(() -> idle.report().open().stream().allMatch(shard -> shard.pages() > 0));
        testBed.simulator()
                .inject(FaultRule.always(Fault.delay(Duration.ofMillis(500)))
                        .on(Operation.GET_RECORDS)
                        .onTable("idle"));

        orders.generate(25, 10);

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void callThatHangsDoesNotDelayTheFirstRecordOfAnotherShard() {
        SimulatedTable hanging = testBed.table("hanging", 1);
        SimulatedTable orders = testBed.table("orders", 1);
        testBed.simulator()
                .inject(FaultRule.always(Fault.delay(Duration.ofSeconds(25)))
                        .on(Operation.GET_RECORDS)
                        .onTable("hanging"));
        Worker worker = testBed.worker("hanging,orders");
        worker.start();
        worker.runUntil(() -> orders.report().open().stream().allMatch(shard -> shard.pages() > 0));

        orders.generate(100, 10);

        testBed.requireAllOnce(worker, orders);
        assertThat(hanging.report().open()).allMatch(shard -> shard.pages() == 0);
    }

    /** A table with more shards than ten calls list. */
    private SimulatedTable tableWithLongListing() {
        SimulatedTable table = testBed.table("orders", SHARDS);
        IntStream.range(0, 20).forEach(generation -> table.rotateAll());
        return table;
    }

    private static void rotateUnderLoad(SimulatedTable table) {
        table.generate(300, 200);
        table.rotateAll();
        table.generate(300, 200);
    }

    private long listings() {
        return testBed.simulator().counts().calls(Operation.DESCRIBE_STREAM);
    }
}
