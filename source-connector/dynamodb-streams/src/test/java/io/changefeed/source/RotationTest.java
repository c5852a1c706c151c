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

/** Many shards that end together, and few that have records among many that have none. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class RotationTest {
    private static final int SHARDS = 60;

    @RegisterExtension
    private final SourceTestBed stage = new SourceTestBed();

    @Test
    void shardsThatEndTogetherAreListedTogether() {
        SimulatedTable orders = stage.table("orders", SHARDS);
        Worker worker = stage.worker("orders");
        worker.start();
        long before = listings();
        stage.simulator()
                .inject(FaultRule.always(Fault.delay(Duration.ofMillis(300))).on(Operation.DESCRIBE_STREAM));

        rotateUnderLoad(orders);

        stage.requireAllOnce(worker, orders);
        assertThat(listings() - before).isLessThan(SHARDS / 2);
    }

    @Test
    void theChildrenOfEachAreAskedForWhereTheListingIsLong() {
        SimulatedTable orders = tableWithLongListing();
        Worker worker = stage.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        long before = listings();

        rotateUnderLoad(orders);

        stage.requireAllOnce(worker, orders);
        // A listing is given up after ten calls at most, and tried again only for more shards than before.
        long givenUp = IntStream.rangeClosed(1, 10).sum();
        assertThat(listings() - before).isBetween((long) SHARDS, SHARDS + givenUp);
    }

    @Test
    void aRefusedFilterIsNoHindrance() {
        SimulatedTable orders = tableWithLongListing();
        orders.listing(Listing.PROMPT.withFilter(ShardFilter.REFUSED));
        Worker worker = stage.worker("orders", Map.of("stream.start", "latest"));
        worker.start();

        rotateUnderLoad(orders);

        stage.requireAllOnce(worker, orders);
    }

    @Test
    void aThrottledListingIsAskedForAgainForAll() {
        SimulatedTable orders = tableWithLongListing();
        Worker worker = stage.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        stage.simulator()
                .inject(FaultRule.always(Fault.error(ErrorType.THROTTLING))
                        .on(Operation.DESCRIBE_STREAM)
                        .share(0.3));

        rotateUnderLoad(orders);

        stage.requireAllOnce(worker, orders);
        assertThat(stage.simulator().counts().errors(ErrorType.THROTTLING)).isPositive();
    }

    @Test
    void idleShardsDoNotHoldUpOneThatHasRecords() {
        SimulatedTable idle = stage.table("idle", SHARDS);
        SimulatedTable orders = stage.table("orders", 1);
        orders.reading(Reading.DEFAULT.withPageRecords(1));
        Worker worker = stage.worker("idle,orders");
        worker.start();
        worker.runUntil(() -> idle.report().open().stream().allMatch(shard -> shard.pages() > 0));
        stage.simulator()
                .inject(FaultRule.always(Fault.delay(Duration.ofMillis(500)))
                        .on(Operation.GET_RECORDS)
                        .onTable("idle"));

        orders.generate(100, 10);

        stage.requireAllOnce(worker, orders);
    }

    /** More shards than are listed by ten calls. */
    private SimulatedTable tableWithLongListing() {
        SimulatedTable table = stage.table("orders", SHARDS);
        IntStream.range(0, 20).forEach(generation -> table.rotateAll());
        return table;
    }

    private static void rotateUnderLoad(SimulatedTable table) {
        table.generate(300, 200);
        table.rotateAll();
        table.generate(300, 200);
    }

    private long listings() {
        return stage.simulator().counts().calls(Operation.DESCRIBE_STREAM);
    }
}
