/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source;

import static io.changefeed.source.worker.SourceTestBed.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.IteratorType;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.Listing.ShardFilter;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.Reading.ShardEnd;
import io.changefeed.simulator.stream.Rotation;
import io.changefeed.source.worker.SourceTestBed;
import io.changefeed.source.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The connector and its task read a simulator of DynamoDB Streams with the AWS SDK. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ReadingTest {
    @RegisterExtension
    private final SourceTestBed testBed = new SourceTestBed();

    @ParameterizedTest
    @EnumSource(ShardEnd.class)
    void lastPageOfAShardHasNoNextIterator(ShardEnd end) {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.reading(Reading.DEFAULT.withShardEnd(end));
        orders.put(item("a", 1));
        orders.rotateAll();
        orders.put(item("a", 2));
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void childShardIsReadAfterItsParent() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.put(item("a", 1));
        String parent = orders.report().shards().get(0).id();
        List<String> children = orders.split(parent);
        orders.put(item("a", 2));
        Worker worker = testBed.worker("orders");
        worker.start();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> orders.report().shards().get(0).finished().isPresent());
        assertThat(opened(orders)).as("opened while nothing is polled").containsExactly(parent);
        worker.runUntil(() -> testBed.kafka().changes().size() == 1);
        worker.runUntil(() -> opened(orders).size() == 3);
        worker.runUntil(() -> testBed.delivered(orders).isComplete());

        assertThat(opened(orders)).containsExactlyInAnyOrder(parent, children.get(0), children.get(1));
        assertThat(orders.report().openedBeforeTheirParentsEnd()).isEmpty();
        testBed.delivered(orders).requireExactlyOnce();
    }

    @Test
    void childIsReadFromItsFirstRecord() {
        SimulatedTable orders = testBed.table("orders", 3);
        Worker worker = testBed.worker("orders");
        worker.start();
        for (int generation = 0; generation < 5; generation++) {
            orders.generate(20, 5);
            orders.rotateAll();
            worker.poll(Duration.ofMillis(20));
        }
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders);
        assertThat(orders.report().shards())
                .allSatisfy(shard -> assertThat(shard.iterators().keySet()).isSubsetOf(IteratorType.TRIM_HORIZON));
    }

    @Test
    void truncatedErrorResponseIsRetried() {
        SimulatedTable orders = testBed.table("orders", 1);
        for (Operation operation : List.of(Operation.GET_SHARD_ITERATOR, Operation.GET_RECORDS)) {
            testBed.simulator()
                    .inject(FaultRule.always(Fault.error(ErrorType.THROTTLING))
                            .on(operation)
                            .times(2));
            testBed.simulator()
                    .inject(FaultRule.always(Fault.cutHalfWay()).on(operation).times(2));
        }
        orders.generate(50, 10);
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, orders);
        assertThat(testBed.simulator().counts().errors(ErrorType.THROTTLING)).isEqualTo(4);
    }

    @Test
    void moreThan100ShardsAreRead() {
        SimulatedTable orders = testBed.table("orders", 250);
        orders.generate(1_000, 500);
        Worker worker = testBed.worker("orders", Map.of("tasks.max", "3"));

        worker.start();

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void childrenOfMoreThan100ShardsAreFoundWithoutAShardFilter() {
        SimulatedTable orders = testBed.table("orders", 120);
        orders.listing(Listing.IMMEDIATE.withFilter(ShardFilter.IGNORED));
        orders.generate(200, 100);
        orders.rotateAll();
        orders.generate(200, 100);
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, orders);
    }

    @ParameterizedTest
    @EnumSource(ShardFilter.class)
    void childrenAreFoundWithEveryShardFilterBehavior(ShardFilter filter) {
        SimulatedTable orders = testBed.table("orders", 2);
        orders.listing(Listing.IMMEDIATE.withFilter(filter));
        orders.rotation(Rotation.every(10).splittingEvery(3));
        orders.generate(200, 10);
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void unsupportedFilterIsDetectedBySeveralShardsAtOnce() {
        SimulatedTable orders = testBed.table("orders", 4);
        orders.listing(Listing.IMMEDIATE.withFilter(ShardFilter.REJECTED));
        orders.generate(40, 20);
        orders.rotateAll();
        orders.generate(40, 20);
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.simulator()
                .inject(FaultRule.always(Fault.delay(Duration.ofMillis(200))).on(Operation.DESCRIBE_STREAM));

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void expiredIteratorIsReplacedAtTheSamePosition() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.reading(Reading.DEFAULT.withPageRecords(10));
        orders.generate(100, 5);
        Worker worker = testBed.worker("orders");
        worker.start();
        worker.runUntil(() -> {
            orders.expireIterators();
            return testBed.delivered(orders).isComplete();
        });
        // The readers may have finished before the first iterator expired.
        orders.generate(100, 5);

        testBed.requireAllOnce(worker, orders);
        assertThat(testBed.simulator().counts().errors()).containsKey(ErrorType.EXPIRED_ITERATOR);
    }

    @Test
    void iteratorThatExpiresBeforeTheFirstRecordIsReplaced() {
        SimulatedTable orders = testBed.table("orders", 1);
        Worker worker = testBed.worker("orders", Map.of("stream.start", "latest"));
        worker.start();
        worker.runUntil(() -> orders.report().shards().get(0).pages() > 0);
        testBed.simulator().advance(Duration.ofMinutes(16));
        orders.put(item("a", 1));

        testBed.requireAllOnce(worker, orders);
        assertThat(testBed.simulator().counts().errors()).containsKey(ErrorType.EXPIRED_ITERATOR);
    }

    @Test
    void childrenAreAwaitedWhileTheListingLags() {
        SimulatedTable orders = testBed.table("orders", 2);
        orders.listing(Listing.IMMEDIATE
                .withChildren(ListingDelay.ofCalls(4))
                .withSiblings(ListingDelay.ofCalls(4))
                .withClosings(ListingDelay.ofCalls(9)));
        Worker worker = testBed.worker("orders");
        worker.start();
        orders.generate(20, 5);
        orders.report().open().forEach(shard -> orders.split(shard.id()));
        orders.generate(20, 5);

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void siblingThatIsListedLateIsReadAfterAConnectorRestart() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.listing(Listing.IMMEDIATE.withSiblings(ListingDelay.of(Duration.ofMinutes(1))));
        orders.generate(20, 10);
        orders.split(orders.report().open().get(0).id());
        orders.generate(20, 10);
        Worker worker = testBed.worker("orders");
        worker.start();
        worker.runUntil(() -> orders.report().shards().stream()
                        .filter(shard -> shard.opened().isPresent())
                        .count()
                == 2);
        worker.runUntil(() -> orders.report().open().stream().anyMatch(shard -> shard.pages() > 1));
        testBed.simulator().advance(Duration.ofMinutes(2));
        orders.listing(Listing.IMMEDIATE);

        worker.restartConnector(Map.of());

        testBed.requireAllOnce(worker, orders);
    }

    static Stream<FaultRule> faults() {
        return Stream.of(
                        ErrorType.THROTTLING,
                        ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED,
                        ErrorType.LIMIT_EXCEEDED,
                        ErrorType.INTERNAL_SERVER_ERROR,
                        ErrorType.SERVICE_UNAVAILABLE)
                .map(Fault::error)
                .flatMap(error -> Stream.of(FaultRule.always(error)))
                .flatMap(rule -> Stream.of(
                        rule.on(Operation.GET_RECORDS),
                        rule.on(Operation.GET_SHARD_ITERATOR),
                        rule.on(Operation.DESCRIBE_STREAM)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void transientErrorsAreRetriedWithoutLoss(FaultRule fault) {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.reading(Reading.DEFAULT.withPageRecords(5));
        orders.generate(30, 5);
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.simulator().inject(fault.times(6));
        orders.expireIterators();
        orders.rotateAll();
        orders.generate(30, 5);

        testBed.requireAllOnce(worker, orders);
        assertThat(testBed.simulator().counts().errors().values()).anyMatch(count -> count >= 6);
    }

    @Test
    void brokenConnectionsLoseNothing() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.reading(Reading.DEFAULT.withPageRecords(5));
        orders.rotation(Rotation.every(20));
        orders.generate(100, 5);
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.simulator().inject(FaultRule.always(Fault.cut()).share(0.15));
        testBed.simulator().inject(FaultRule.always(Fault.cutHalfWay()).share(0.15));
        orders.generate(100, 5);

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void emptyPagesBeforeRecordsAreNotTheEnd() {
        SimulatedTable orders = testBed.table("orders", 1);
        orders.reading(Reading.DEFAULT.withEmptyPages(3).withPageRecords(20));
        orders.generate(50, 5);
        orders.rotateAll();
        orders.generate(10, 5);
        Worker worker = testBed.worker("orders");

        worker.start();

        testBed.requireAllOnce(worker, orders);
    }

    @Test
    void readsSequenceNumbersOf56Digits() {
        testBed.simulator().numberWithDigits(56);
        SimulatedTable orders = testBed.table("orders", 1);
        orders.generate(50, 5);
        Worker worker = testBed.worker("orders");
        worker.start();
        testBed.requireAllOnce(worker, orders);
        orders.generate(50, 5);

        worker.restart(Worker.End.KILL);

        testBed.requireAllOnce(worker, orders);
    }

    private static List<String> opened(SimulatedTable table) {
        return table.report().shards().stream()
                .filter(shard -> shard.opened().isPresent())
                .map(shard -> shard.id())
                .toList();
    }
}
