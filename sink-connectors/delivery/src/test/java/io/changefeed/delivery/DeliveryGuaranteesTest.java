/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.number;
import static io.changefeed.delivery.Changes.remove;
import static io.changefeed.delivery.Changes.text;
import static io.changefeed.delivery.Changes.update;
import static io.changefeed.delivery.Changes.updates;
import static io.changefeed.delivery.Records.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.FakeDestination.Call;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import io.changefeed.event.ViewType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** The guarantees that all sinks share. */
class DeliveryGuaranteesTest {
    private static final TopicPartition OTHER = new TopicPartition("shop.orders", 1);
    private static final EventResult DELIVERED = new EventResult.Delivered();
    /** The events to read ahead with the harness's limits of deliveries. */
    private static final int READ_AHEAD = 500;

    private static final Duration LONG_TIME = Duration.ofHours(1);

    // put

    @Test
    void putReturnsBeforeTheDestinationResponds() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.put(update("a", 1));

        assertThat(sink.destination.inFlight()).isEqualTo(1);
        assertThat(sink.scheduler.instant()).isEqualTo(Changes.TIME);
    }

    @Test
    void putDoesNotWaitForTheDeliveryThread() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.loop().put(List.of(Records.record(ORDERS, 0, update("a", 1))));

        assertThat(sink.destination.calls).isEmpty();
    }

    @Test
    void partitionsArePausedAtTheMaximumOfBufferedRecords() {
        SinkLoopHarness sink = SinkLoopHarness.with("buffer.max.records", "4");

        sink.put(updates(3).toArray(ChangeEvent[]::new));
        assertThat(sink.context.paused()).isEmpty();
        sink.put(update("b", 1));

        assertThat(sink.context.paused()).containsExactly(ORDERS);
    }

    @Test
    void partitionsArePausedAtTheMaximumOfBufferedBytes() {
        SinkLoopHarness sink = SinkLoopHarness.with("buffer.max.bytes", "300");

        sink.put(updates(2).toArray(ChangeEvent[]::new));
        assertThat(sink.context.paused()).isEmpty();
        sink.put(update("b", 1));

        assertThat(sink.context.paused()).containsExactly(ORDERS);
    }

    @Test
    void partitionsAreResumedWhenHalfOfTheBufferIsFree() {
        SinkLoopHarness sink = SinkLoopHarness.with("buffer.max.records", "4");
        sink.put(updates(4).toArray(ChangeEvent[]::new));

        sink.destination.call(0).accept();
        sink.advance(Duration.ofMillis(10));
        assertThat(sink.context.paused()).containsExactly(ORDERS);
        sink.destination.call(1).accept();
        sink.advance(Duration.ofMillis(20));

        assertThat(sink.context.paused()).isEmpty();
    }

    @Test
    void taskReadsAheadOnlyWhatTheDeliveriesNeed() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.put(updates(READ_AHEAD - 1).toArray(ChangeEvent[]::new));
        assertThat(sink.context.paused()).isEmpty();
        sink.put(update("last", 1));
        assertThat(sink.context.paused()).containsExactly(ORDERS);

        sink.destination.call(0).accept();
        sink.advance(Duration.ofMillis(20));
        assertThat(sink.context.paused()).isEmpty();
    }

    @Test
    void taskReadsOnWhileEventsWaitForTheirItem() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.put(IntStream.range(0, 2 * READ_AHEAD)
                .mapToObj(number -> update("a", number))
                .toArray(ChangeEvent[]::new));
        sink.put(new SinkRecord[0]);

        assertThat(sink.context.paused()).isEmpty();
    }

    @Test
    void taskReadsOnWhileARouteIsSlowerThanAnother() {
        SinkLoopHarness sink =
                SinkLoopHarness.withRoutes(event -> event.source().eventId().startsWith("fast"));

        sink.put(updates(2 * READ_AHEAD).toArray(ChangeEvent[]::new));
        sink.put(new SinkRecord[0]);
        assertThat(sink.context.paused()).isEmpty();
        sink.put(update("fast", 1));
        sink.destination.call(0).accept();
        sink.put(new SinkRecord[0]);

        assertThat(sink.destination.last().ids()).containsExactly("fast/1");
    }

    @Test
    void taskReadsOnWhileThreeRoutesAreSlowerThanOthers() {
        SinkLoopHarness sink = SinkLoopHarness.withRoutes(
                event -> event.source().time().getEpochSecond() % 3, "batch.max.records", "100");

        sink.put(updates(1500).toArray(ChangeEvent[]::new));
        sink.put(new SinkRecord[0]);

        assertThat(sink.destination.calls)
                .extracting(call -> call.events.size())
                .containsExactly(100, 100, 100);
        assertThat(sink.context.paused()).isEmpty();
    }

    @Test
    void taskReadsOnWhileNoBatchIsFull() {
        SinkLoopHarness sink = SinkLoopHarness.withRoutes(
                event -> event.source().time().getEpochSecond() % 100,
                "batch.max.records",
                "10",
                "batch.linger.ms",
                "1000");

        sink.put(updates(900).toArray(ChangeEvent[]::new));
        sink.put(new SinkRecord[0]);
        assertThat(sink.context.paused()).isEmpty();
        sink.put(updates(1000).subList(900, 1000).toArray(ChangeEvent[]::new));
        sink.put(new SinkRecord[0]);

        assertThat(sink.destination.calls)
                .extracting(call -> call.events.size())
                .containsExactly(10, 10, 10, 10);
        assertThat(sink.context.paused()).containsExactly(ORDERS);
    }

    @Test
    void taskReadsNoFurtherThanUsualDuringAnOutage() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.responder = Optional.of(events -> DeliveryResult.Unavailable.ofDestination("503"));

        sink.put(updates(READ_AHEAD).toArray(ChangeEvent[]::new));
        sink.advance(Duration.ofSeconds(1));

        assertThat(sink.context.paused()).containsExactly(ORDERS);
    }

    @Test
    void everyPutRequestsTheNextOneWhileEventsAreInFlight() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.put(update("a", 1));
        assertThat(sink.context.takeTimeout()).hasValueSatisfying(DeliveryGuaranteesTest::requireSoon);
        sink.put(new SinkRecord[0]);
        assertThat(sink.context.takeTimeout()).hasValueSatisfying(DeliveryGuaranteesTest::requireSoon);

        sink.destination.last().accept();
        sink.scheduler.run();
        sink.put(new SinkRecord[0]);
        assertThat(sink.context.takeTimeout()).as("nothing is pending").isEmpty();
    }

    @Test
    void pausedTaskRequestsTheNextPut() {
        SinkLoopHarness sink = SinkLoopHarness.with("buffer.max.records", "1");

        sink.put(update("a", 1));

        assertThat(sink.context.paused()).isNotEmpty();
        assertThat(sink.context.takeTimeout()).hasValueSatisfying(DeliveryGuaranteesTest::requireSoon);
    }

    @Test
    void nextDeliveryStartsWithoutAPut() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.in.flight.deliveries", "1");
        sink.put(update("a", 1), update("b", 2));

        sink.destination.call(0).accept();
        sink.scheduler.run();

        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"), List.of("b/2"));
    }

    @Test
    void retryStartsWithoutAPut() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));
        sink.destination.last().complete(new EventResult.Retry("conflict"));
        sink.scheduler.advance(SinkLoopHarness.BACKOFF.plusMillis(5));
        assertThat(sink.destination.calls).hasSize(2);

        sink.destination.last().unavailable();
        sink.scheduler.advance(SinkLoopHarness.BACKOFF.multipliedBy(2).plusMillis(5));

        assertThat(sink.destination.calls).hasSize(3);
    }

    @Test
    void lingerAndRetryAfterElapseWithoutAPut() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "2", "batch.linger.ms", "50");
        sink.put(update("a", 1));
        sink.scheduler.advance(Duration.ofMillis(55));
        assertThat(sink.destination.calls).hasSize(1);

        sink.destination.last().unavailable(Duration.ofSeconds(30));
        sink.scheduler.advance(Duration.ofSeconds(29));
        assertThat(sink.destination.calls).hasSize(1);
        sink.scheduler.advance(Duration.ofSeconds(2));

        assertThat(sink.destination.calls).hasSize(2);
    }

    private static void requireSoon(long timeoutMillis) {
        assertThat(timeoutMillis).isBetween(1L, 100L);
    }

    // Lanes and batches

    @Test
    void oneEventOfAnItemIsInFlightAtATime() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1), update("a", 2), update("b", 3));
        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"), List.of("b/3"));

        sink.destination.call(0).accept();
        sink.scheduler.run();

        assertThat(sink.destination.last().ids()).containsExactly("a/2");
    }

    @Test
    void insertFollowsTheDeleteBeforeIt() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "10");
        ChangeEvent remove = change(Operation.REMOVE, "orders", "a", 1, item("a", Map.of()), Optional.empty());
        ChangeEvent insert = change(Operation.INSERT, "orders", "a", 2, Optional.empty(), item("a", Map.of()));
        sink.put(remove, insert);
        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"));

        sink.destination.call(0).accept();
        sink.scheduler.run();

        assertThat(sink.destination.last().events).containsExactly(insert);
    }

    @Test
    void differentItemsAreDeliveredInParallelUpToTheLimit() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.in.flight.deliveries", "3");

        sink.put(updates(5).toArray(ChangeEvent[]::new));

        assertThat(sink.destination.inFlight()).isEqualTo(3);
    }

    @Test
    void keysWithEqualConcatenationsAreDifferentItems() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "10");

        sink.put(twoPartKey("ab", "c"), twoPartKey("a", "bc"));

        assertThat(sink.destination.ids()).containsExactly(List.of("ab|c", "a|bc"));
    }

    private static ChangeEvent twoPartKey(String pk, String sk) {
        Map<String, ItemValue> key = new LinkedHashMap<>();
        key.put("pk", text(pk));
        key.put("sk", text(sk));
        return new ChangeEvent(
                Operation.MODIFY,
                new ItemKey(key),
                Optional.of(new Item(key)),
                Optional.of(new Item(key)),
                Changes.source("orders", pk + "|" + sk, 1, ViewType.NEW_AND_OLD_IMAGES),
                Changes.TIME);
    }

    @Test
    void eventsOfFreeLanesAreBatchedUpToTheLimits() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "3", "batch.max.bytes", "1000");

        sink.put(updates(7).toArray(ChangeEvent[]::new));

        assertThat(sink.destination.calls)
                .extracting(call -> call.events.size())
                .containsExactly(3, 3, 1);
    }

    @Test
    void batchDoesNotExceedItsByteLimit() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "10", "batch.max.bytes", "250");

        sink.put(updates(5).toArray(ChangeEvent[]::new));

        assertThat(sink.destination.calls)
                .extracting(call -> call.events.size())
                .containsExactly(2, 2, 1);
    }

    @Test
    void eventLingersForOthersToFillABatch() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "10", "batch.linger.ms", "50");
        sink.put(update("a", 1));
        sink.advance(Duration.ofMillis(40));
        sink.put(update("b", 2));
        assertThat(sink.destination.calls).isEmpty();

        sink.advance(Duration.ofMillis(12));

        assertThat(sink.destination.ids()).containsExactly(List.of("a/1", "b/2"));
    }

    @Test
    void onlyEventsOfOneRouteAreDeliveredTogether() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "10");
        sink.destination.routes = event -> event.source().table();

        sink.put(updates(2).get(0), other("b", 1), updates(2).get(1));

        assertThat(sink.destination.ids()).containsExactly(List.of("item-0/0", "item-1/1"), List.of("b/1"));
    }

    private static ChangeEvent other(String pk, long number) {
        return change(Operation.MODIFY, "clients", pk, number, item(pk, Map.of()), item(pk, Map.of()));
    }

    // Commits

    @Test
    void lowestPendingOffsetIsCommitted() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(updates(3).toArray(ChangeEvent[]::new));

        sink.destination.call(0).accept();
        sink.destination.call(2).accept();

        assertThat(sink.committable()).isEqualTo(1);
    }

    @Test
    void currentOffsetIsCommittedIfNothingIsPending() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));
        sink.destination.last().accept();

        // A transform dropped the later records.
        assertThat(sink.committable(ORDERS, 57)).isEqualTo(57);
        assertThat(sink.committable(OTHER, 3)).isEqualTo(3);
    }

    @Test
    void offsetsAreCommittedForTheOriginalTopicAndPartition() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        SinkRecord renamed =
                Records.record(ORDERS, 4, update("a", 1)).newRecord("renamed", 7, null, null, null, null, null);
        SinkRecord record = Records.record(ORDERS, 5, update("a", 2));
        SinkRecord routed = record.newRecord(
                "renamed", 7, record.keySchema(), record.key(), record.valueSchema(), record.value(), null);

        sink.put(renamed, routed);

        assertThat(sink.committable(ORDERS, 6)).isEqualTo(5);
    }

    @Test
    void tombstonesAndHeartbeatsAreNotDelivered() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.put(Records.tombstoneWithoutHeader(ORDERS, 0, update("a", 1)), Records.heartbeat(ORDERS, 1));

        assertThat(sink.destination.calls).isEmpty();
        assertThat(sink.committable(ORDERS, 2)).isEqualTo(2);
        assertThat(sink.context.takeTimeout()).isEmpty();
    }

    @Test
    void deleteOfWhichCompactionLeftOnlyTheTombstoneIsDelivered() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.put(Records.tombstone(ORDERS, 7, remove("a", 1)));

        assertThat(sink.destination.calls)
                .singleElement()
                .satisfies(call -> assertThat(call.ids()).containsExactly("a/1"));
        assertThat(sink.committable(ORDERS, 8)).isEqualTo(7);
    }

    @Test
    void itemThatLeftTheFilterInARemovedEventIsDeleted() {
        ChangeEvent later = change(
                Operation.MODIFY,
                "orders",
                "a",
                5,
                item("a", Map.of("n", number(4))),
                item("a", Map.of("n", number(5))));
        String filter = "{\"attribute\": {\"n\": {\"N\": \"3\"}}}";
        SinkLoopHarness compacted = SinkLoopHarness.with("event.filter", filter, "topics.compacted", "true");
        SinkLoopHarness other = SinkLoopHarness.with("event.filter", filter);
        compacted.scheduler.advance(Duration.ofHours(1));

        compacted.put(Records.record(ORDERS, 3, update("a", 3)));
        compacted.destination.last().accept();
        compacted.put(Records.record(ORDERS, 5, later));
        other.put(Records.record(ORDERS, 5, later));

        assertThat(compacted.destination.calls).hasSize(2);
        assertThat(compacted.destination.last().ids()).containsExactly("a/5-left");
        assertThat(other.destination.calls).isEmpty();
    }

    @Test
    void finalCommitWaitsForDeliveriesInFlight() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.in.flight.deliveries", "1");
        sink.put(update("a", 1), update("b", 2));
        sink.scheduler.runAfter(Duration.ofSeconds(2), sink.destination.last()::accept);

        assertThat(sink.committable()).isEqualTo(1);

        assertThat(sink.destination.calls).as("no delivery is started").hasSize(1);
        sink.put(new SinkRecord[0]);
        assertThat(sink.destination.last().ids()).as("until the next put").containsExactly("b/2");
    }

    @Test
    void periodicCommitDoesNotWaitForAHangingDelivery() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.in.flight.deliveries", "2");
        sink.put(update("a", 1), update("b", 2), update("c", 3));
        sink.advance(Duration.ofSeconds(5));
        assertThat(sink.context.takeCommitRequest()).isTrue();
        Instant before = sink.scheduler.instant();

        assertThat(sink.committable()).isZero();

        assertThat(sink.scheduler.instant()).isEqualTo(before);
        sink.destination.call(1).accept();
        sink.scheduler.run();
        assertThat(sink.destination.last().ids()).as("deliveries continue").containsExactly("c/3");
    }

    @Test
    void commitsOfAWorkerWithAShortFlushIntervalDoNotWait() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));
        for (int i = 0; i < 2; i++) {
            sink.advance(Duration.ofSeconds(1));
            sink.committable();
        }
        for (int i = 0; i < 5; i++) {
            sink.advance(Duration.ofSeconds(2));
            assertThat(sink.context.takeCommitRequest()).isTrue();
            Instant before = sink.scheduler.instant();

            sink.committable();

            assertThat(sink.scheduler.instant()).isEqualTo(before);
        }
    }

    @Test
    void idleTaskRequestsNoCommit() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));
        sink.destination.last().accept();

        sink.advance(Duration.ofMinutes(1));

        assertThat(sink.context.takeCommitRequest()).isFalse();
    }

    @Test
    void commitTakesLessThanFiveSecondsWithAHangingDestination() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));
        Instant before = sink.scheduler.instant();

        assertThat(sink.committable()).isZero();

        assertThat(Duration.between(before, sink.scheduler.instant())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void failureIsThrownByPutAndNotByPreCommit() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.context.withoutReporter();
        sink.restart();
        sink.destination.preparer = refusing("after.n: too large");
        sink.put(update("a", 1));

        assertThat(sink.committable()).isZero();

        assertThatThrownBy(() -> sink.put(new SinkRecord[0]))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("after.n: too large");
    }

    @Test
    void partitionIsPausedAtTheMaximumOfUncommittedRecords() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.uncommitted.records", "3", "max.in.flight.deliveries", "10");
        sink.open(OTHER);
        sink.put(updates(3).toArray(ChangeEvent[]::new));
        sink.destination.call(1).accept();
        sink.destination.call(2).accept();
        sink.scheduler.run();
        sink.put(new SinkRecord[0]);
        assertThat(sink.context.paused()).containsExactly(ORDERS);

        sink.destination.call(0).accept();
        sink.scheduler.run();
        sink.put(new SinkRecord[0]);

        assertThat(sink.context.paused()).isEmpty();
    }

    // Rebalances

    @Test
    void closeAbortsDeliveriesInFlightAndWaitsForThem() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.completesOnAbort = false;
        sink.put(update("a", 1));
        Call call = sink.destination.last();
        sink.scheduler.runAfter(Duration.ofSeconds(1), call::accept);

        sink.close(ORDERS);

        assertThat(call.isAborted).isTrue();
        assertThat(sink.destination.inFlight()).isZero();
    }

    @Test
    void closeFailsIfAnAbortedDeliveryDoesNotComplete() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.completesOnAbort = false;
        sink.put(update("a", 1));

        assertThatThrownBy(() -> sink.close(ORDERS))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("did not complete within 30 s");
    }

    @Test
    void closeDropsQueuedEventsOfItsPartitionsOnly() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.in.flight.deliveries", "2");
        sink.open(OTHER);
        sink.put(
                Records.record(ORDERS, 0, update("a", 1)),
                Records.record(OTHER, 0, update("b", 2)),
                Records.record(ORDERS, 1, update("c", 3)),
                Records.record(OTHER, 1, update("d", 4)));

        sink.close(ORDERS);
        sink.put(new SinkRecord[0]);

        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"), List.of("b/2"), List.of("d/4"));
        assertThat(sink.destination.call(1).isAborted).isFalse();
        assertThat(sink.committable(OTHER, 2)).isZero();
    }

    @Test
    void closeDropsRetriesOfItsPartitionsOnly() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "2");
        sink.open(OTHER);
        sink.put(
                Records.record(ORDERS, 0, update("a", 1)),
                Records.record(OTHER, 0, update("b", 2)),
                Records.record(ORDERS, 1, update("c", 3)),
                Records.record(OTHER, 1, update("d", 4)));
        EventResult retry = new EventResult.Retry("conflict");
        sink.destination.call(0).complete(retry, retry);
        sink.destination.call(1).unavailable();
        sink.scheduler.run();

        sink.close(ORDERS);
        sink.open(ORDERS);
        sink.put(Records.record(ORDERS, 0, update("a", 1)));
        sink.destination.responder = Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), DELIVERED));
        sink.advance(Duration.ofSeconds(5));

        assertThat(sink.destination.ids().subList(2, sink.destination.calls.size()).stream()
                        .flatMap(List::stream))
                .containsExactlyInAnyOrder("a/1", "b/2", "d/4");
        assertThat(sink.committable(ORDERS, 1)).isEqualTo(1);
        assertThat(sink.committable(OTHER, 2)).isEqualTo(2);
    }

    @Test
    void eventsOfOtherPartitionsInAnAbortedBatchAreRetried() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "2");
        sink.open(OTHER);
        sink.put(Records.record(ORDERS, 0, update("a", 1)), Records.record(OTHER, 0, update("b", 2)));

        sink.close(ORDERS);
        sink.put(new SinkRecord[0]);

        assertThat(sink.destination.ids()).containsExactly(List.of("a/1", "b/2"), List.of("b/2"));
    }

    @Test
    void openResumesPartitionsThatConnectPausedAgain() {
        SinkLoopHarness sink = SinkLoopHarness.with("buffer.max.records", "1");
        sink.put(update("a", 1));
        assertThat(sink.context.paused()).containsExactly(ORDERS);

        sink.close(ORDERS);
        sink.open(ORDERS);

        assertThat(sink.context.paused()).isEmpty();
    }

    @Test
    void openPausesNewPartitionsWhileTheBufferIsFull() {
        SinkLoopHarness sink = SinkLoopHarness.with("buffer.max.records", "1");
        sink.put(update("a", 1));

        sink.open(OTHER);

        assertThat(sink.context.paused()).containsExactlyInAnyOrder(ORDERS, OTHER);
    }

    @Test
    void retriedEventIsDeliveredBeforeTheNextOneOfItsItem() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1), update("a", 2));
        sink.destination.last().unavailable();
        sink.advance(SinkLoopHarness.BACKOFF.plusMillis(20));
        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"), List.of("a/1"));

        sink.destination.last().accept();
        sink.scheduler.run();

        assertThat(sink.destination.last().ids()).containsExactly("a/2");
    }

    @Test
    void resultForAnEarlierAssignmentAcknowledgesNothing() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(Records.record(ORDERS, 0, update("a", 1)));
        sink.close(ORDERS);
        sink.open(ORDERS);
        sink.put(Records.record(ORDERS, 0, update("a", 1)));

        sink.destination.call(0).accept();
        sink.scheduler.run();

        assertThat(sink.committable(ORDERS, 1)).isZero();
        sink.destination.call(1).accept();
        assertThat(sink.committable(ORDERS, 1)).isEqualTo(1);
    }

    @Test
    void eventsAreDeliveredAgainInOrderAfterAConsumerRewind() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(Records.record(ORDERS, 0, update("a", 1)), Records.record(ORDERS, 1, update("a", 2)));

        sink.put(Records.record(ORDERS, 0, update("a", 1)), Records.record(ORDERS, 1, update("a", 2)));
        sink.destination.responder = Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), DELIVERED));
        sink.destination.call(0).accept();
        sink.scheduler.run();

        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"), List.of("a/1"), List.of("a/2"));
        assertThat(sink.committable(ORDERS, 2)).isEqualTo(2);
    }

    @Test
    void stopAbortsDeliveriesInFlight() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));

        sink.loop().stop();

        assertThat(sink.destination.last().isAborted).isTrue();
    }

    // Results

    @Test
    void staleEventIsAcknowledged() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));

        sink.destination.last().complete(new EventResult.Stale());

        assertThat(sink.committable()).isEqualTo(1);
    }

    @Test
    void rejectedEventIsReportedWithTheReasonAndAcknowledged() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.preparer = refusing("after.n: too large");
        sink.put(update("a", 1));
        sink.scheduler.run();
        sink.put(new SinkRecord[0]);

        assertThat(sink.committable()).isEqualTo(1);
        assertThat(sink.context.reported()).hasSize(1).containsValue("after.n: too large");
    }

    /** Connect waits for the reports and then calls preCommit. */
    @Test
    void commitExcludesReportsThatConnectHasNotAwaited() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.preparer = event -> {
            if (event.source().eventId().equals("a/1")) {
                throw new RejectedEventException("too long");
            }
            return event;
        };
        sink.put(update("a", 1), update("b", 2));
        sink.destination.call(0).accept();

        assertThat(sink.committable()).isZero();
        assertThat(sink.context.reported()).isEmpty();
        sink.put(new SinkRecord[0]);

        assertThat(sink.context.reported().values()).containsExactly("too long");
        assertThat(sink.committable()).isEqualTo(2);
    }

    /** The next owner receives the event again and reports it. */
    @Test
    void rejectedEventOfARevokedPartitionIsNotReported() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.open(OTHER);
        sink.destination.preparer = refusing("too long");
        sink.put(Records.record(ORDERS, 0, update("a", 1)), Records.record(OTHER, 0, update("b", 2)));
        sink.scheduler.run();

        sink.close(ORDERS);
        sink.put(new SinkRecord[0]);

        assertThat(sink.context.reported().keySet())
                .extracting(SinkRecord::kafkaPartition)
                .containsExactly(OTHER.partition());
        assertThat(sink.committable(OTHER, 1)).isEqualTo(1);
    }

    @Test
    void rejectedEventWithoutReporterFailsTheTaskUncommitted() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.context.withoutReporter();
        sink.restart();
        sink.destination.preparer = refusing("after.n: too large");
        sink.put(update("a", 1));
        sink.scheduler.run();

        assertThatThrownBy(() -> sink.put(new SinkRecord[0]))
                .isInstanceOf(ConnectException.class)
                .hasMessageContainingAll("offset 0 of shop.orders-0", "after.n: too large", "errors.deadletterqueue");
        assertThat(sink.committable()).isZero();
        assertThat(sink.destination.failures).singleElement().asString().contains("after.n: too large", "[orders]");
    }

    @Test
    void rejectedEventFailsTheTaskWithoutErrorTolerance() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.context.withoutErrorTolerance();
        sink.destination.preparer = refusing("after.n: too large");
        sink.put(update("a", 1));
        sink.scheduler.run();

        assertThatThrownBy(() -> sink.put(new SinkRecord[0]))
                .hasMessageContainingAll("after.n: too large", "errors.tolerance=all");
        assertThat(sink.committable()).isZero();
    }

    private static UnaryOperator<ChangeEvent> refusing(String reason) {
        return event -> {
            throw new RejectedEventException(reason);
        };
    }

    @Test
    void unreadableRecordIsRejectedWithTheNameOfTheField() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.put(Records.alien(ORDERS, 0), Records.record(ORDERS, 1, update("a", 1)));

        assertThat(sink.context.reported()).hasSize(1);
        assertThat(sink.context.reported().values()).singleElement().asString().startsWith("op:");
        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"));
    }

    @Test
    void rejectedEventIsCommittedAfterItsDeadLetterIsStored() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        CompletableFuture<Void> report = new CompletableFuture<>();
        sink.context.withReports(() -> report);
        sink.destination.preparer = refusing("after.n: too large");
        sink.put(update("a", 1), update("b", 2));
        sink.advance(Duration.ofMillis(20));
        assertThat(sink.committable()).isZero();

        report.complete(null);

        assertThat(sink.committable()).isEqualTo(2);
    }

    @Test
    void unreadableRecordIsCommittedAfterItsDeadLetterIsStored() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        CompletableFuture<Void> report = new CompletableFuture<>();
        sink.context.withReports(() -> report);
        sink.put(Records.alien(ORDERS, 0));
        assertThat(sink.committable(ORDERS, 1)).isZero();

        report.complete(null);

        assertThat(sink.committable(ORDERS, 1)).isEqualTo(1);
    }

    @Test
    void eventWhoseDeadLetterIsNotStoredFailsTheTask() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        CompletableFuture<Void> report = new CompletableFuture<>();
        sink.context.withReports(() -> report);
        sink.destination.preparer = refusing("413");
        sink.put(update("a", 1));
        sink.advance(Duration.ofMillis(20));
        report.completeExceptionally(new RecordTooLargeException("1400000 bytes"));

        assertThatThrownBy(() -> sink.advance(Duration.ofMillis(20)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContainingAll("offset 0 of shop.orders-0", "413", "1400000 bytes");
        assertThat(sink.committable()).isZero();
        assertThat(sink.destination.failures).singleElement().asString().contains("413", "[orders]");
    }

    /** Otherwise, Connect would fail the task at its next commit, without the reason. */
    @Test
    void failedDeadLetterFailsTheTaskThoughAnotherEventHangs() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        CompletableFuture<Void> report = new CompletableFuture<>();
        sink.context.withReports(() -> report);
        sink.put(Records.record(ORDERS, 0, update("a", 1)), Records.alien(ORDERS, 1));
        report.completeExceptionally(new RecordTooLargeException("1400000 bytes"));

        assertThatThrownBy(() -> sink.put(new SinkRecord[0])).hasMessageContaining("1400000 bytes");
    }

    @Test
    void eventWithAnUnreadableImageIsRejectedAlone() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "3", "max.in.flight.deliveries", "1");
        sink.destination.responder =
                Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
        sink.destination.preparer = event -> {
            event.after().ifPresent(Item::attributes);
            return event;
        };

        sink.put(
                Records.record(ORDERS, 0, update("a", 1)),
                Records.broken(ORDERS, 1, update("b", 2)),
                Records.record(ORDERS, 2, update("c", 3)));
        sink.put(new SinkRecord[0]);

        assertThat(sink.context.reported().values()).singleElement().asString().startsWith("after.item.a:");
        assertThat(sink.destination.ids()).containsExactly(List.of("a/1", "c/3"));
        assertThat(sink.committable(ORDERS, 3)).isEqualTo(3);
    }

    @Test
    void unusedImageIsNotRead() {
        SinkLoopHarness sink = SinkLoopHarness.with();

        sink.put(Records.broken(ORDERS, 0, update("a", 1)));

        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"));
        assertThat(sink.context.reported()).isEmpty();
    }

    @Test
    void imageThatTheFilterComparesIsReadInPut() {
        SinkLoopHarness sink = SinkLoopHarness.with("event.filter", "{\"attribute\":{\"a\":{\"N\":\"1\"}}}");

        sink.put(Records.broken(ORDERS, 0, update("a", 1)));

        assertThat(sink.context.reported().values()).singleElement().asString().startsWith("after.item.a:");
        assertThat(sink.destination.calls).isEmpty();
    }

    @Test
    void eventsBeforeAnUnreadableRecordAreDeliveredBeforeItFailsTheTask() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.context.withoutReporter();
        sink.restart();

        sink.put(
                Records.record(ORDERS, 0, update("a", 1)),
                Records.alien(ORDERS, 1),
                Records.record(ORDERS, 2, update("b", 2)));
        assertThat(sink.context.paused()).containsExactly(ORDERS);
        sink.advance(Duration.ofSeconds(20));
        sink.destination.last().accept();
        sink.scheduler.run();

        assertThatThrownBy(() -> sink.put(new SinkRecord[0]))
                .isInstanceOf(ConnectException.class)
                .hasMessageContainingAll("offset 1 of shop.orders-0", "op:");
        assertThat(sink.committable(ORDERS, 3)).isEqualTo(1);
        assertThat(sink.destination.ids()).as("nothing after it").containsExactly(List.of("a/1"));
    }

    @Test
    void unreadableRecordFailsTheTaskThoughAnEventBeforeItHangs() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.context.withoutReporter();
        sink.restart();
        sink.put(Records.record(ORDERS, 0, update("a", 1)), Records.alien(ORDERS, 1));

        sink.advance(Duration.ofSeconds(29));
        assertThatThrownBy(() -> sink.advance(Duration.ofSeconds(1))).hasMessageContaining("offset 1 of");

        assertThat(sink.committable(ORDERS, 2)).isZero();
    }

    @Test
    void eventsBeforeARejectedOneAreDeliveredBeforeItFailsTheTask() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.context.withoutReporter();
        sink.restart();
        sink.open(OTHER);
        sink.destination.preparer = event -> {
            if (event.source().eventId().equals("b/2")) {
                throw new RejectedEventException("after.n: NaN");
            }
            return event;
        };
        sink.put(
                Records.record(ORDERS, 0, update("a", 1)),
                Records.record(ORDERS, 1, update("b", 2)),
                Records.record(ORDERS, 2, update("b", 3)),
                Records.record(OTHER, 0, update("c", 4)));
        sink.put(new SinkRecord[0]);
        sink.destination.calls.forEach(Call::accept);
        sink.scheduler.run();

        assertThatThrownBy(() -> sink.put(new SinkRecord[0])).hasMessageContaining("after.n: NaN");
        assertThat(sink.committable(ORDERS, 3)).isEqualTo(1);
        assertThat(sink.committable(OTHER, 1)).isEqualTo(1);
    }

    @Test
    void unreadableRecordWithoutReporterIsNotCommittedWhenAnEventFollows() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.context.withoutReporter();
        sink.restart();

        assertThatThrownBy(() -> sink.put(Records.alien(ORDERS, 0), Records.record(ORDERS, 1, update("a", 1))))
                .isInstanceOf(ConnectException.class);

        assertThat(sink.committable(ORDERS, 0)).isZero();
    }

    @Test
    void eventWithoutARouteIsRejected() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.routes = event -> {
            throw new RejectedEventException("after.url: missing");
        };
        sink.put(update("a", 1));
        sink.put(new SinkRecord[0]);

        assertThat(sink.committable()).isEqualTo(1);
        assertThat(sink.context.reported()).containsValue("after.url: missing");
    }

    @Test
    void retriedEventBlocksOnlyItsLane() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.in.flight.deliveries", "1");
        sink.put(update("a", 1), update("a", 2), update("b", 3));

        sink.destination.last().complete(new EventResult.Retry("conflict"));
        sink.scheduler.run();
        assertThat(sink.destination.last().ids()).containsExactly("b/3");
        sink.destination.last().accept();
        sink.advance(SinkLoopHarness.BACKOFF.plusMillis(20));

        assertThat(sink.destination.ids()).containsExactly(List.of("a/1"), List.of("b/3"), List.of("a/1"));
    }

    @Test
    void retryBackoffGrows() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));

        for (int attempts = 1; attempts <= 4; attempts++) {
            sink.destination.last().complete(new EventResult.Retry("conflict"));
            Duration wait = SinkLoopHarness.BACKOFF.multipliedBy(1L << (attempts - 1));
            sink.advance(wait.minusMillis(10));
            assertThat(sink.destination.calls).hasSize(attempts);
            sink.advance(Duration.ofMillis(20));
            assertThat(sink.destination.calls).hasSize(attempts + 1);
        }
    }

    @Test
    void outageOfTheDestinationRejectsNoEvent() {
        SinkLoopHarness sink = SinkLoopHarness.with("retry.timeout.ms", "1000");
        sink.destination.responder =
                Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), new EventResult.Retry("throttled")));
        sink.put(updates(4).toArray(ChangeEvent[]::new));
        sink.advance(Duration.ofMinutes(2));
        sink.destination.responder = Optional.of(events -> DeliveryResult.Unavailable.ofDestination("503"));
        sink.advance(Duration.ofMinutes(2));

        assertThat(sink.context.reported()).isEmpty();
        assertThat(sink.committable()).isZero();
    }

    @Test
    void oneBadEventDoesNotBlockOthers() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "100");
        sink.destination.responder = Optional.of(DeliveryGuaranteesTest::rejectBatchWithItem37);

        sink.put(updates(100).toArray(ChangeEvent[]::new));
        for (int i = 100; i < 200; i++) {
            sink.advance(Duration.ofMillis(50));
            sink.put(update("item-" + i, i));
        }
        sink.scheduler.run();

        assertThat(sink.context.reported()).hasSize(1);
        assertThat(sink.context.reported().keySet())
                .singleElement()
                .satisfies(record -> assertThat(record.kafkaOffset()).isEqualTo(37));
        assertThat(sink.committable()).isEqualTo(200);
    }

    private static DeliveryResult rejectBatchWithItem37(List<ChangeEvent> events) {
        return events.stream().anyMatch(event -> event.source().eventId().equals("item-37/37"))
                ? new DeliveryResult.Rejected("one of them is bad")
                : DeliveryResult.PerEvent.of(events.size(), DELIVERED);
    }

    @Test
    void rejectedBatchIsDeliveredInHalves() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "5");
        sink.put(updates(5).toArray(ChangeEvent[]::new));

        sink.destination.call(0).reject();
        sink.scheduler.run();
        sink.destination.call(1).unavailable();
        sink.advance(SinkLoopHarness.BACKOFF.plusMillis(20));

        assertThat(sink.destination.ids())
                .containsExactly(
                        List.of("item-0/0", "item-1/1", "item-2/2", "item-3/3", "item-4/4"),
                        List.of("item-0/0", "item-1/1", "item-2/2"),
                        List.of("item-3/3", "item-4/4"),
                        List.of("item-0/0", "item-1/1", "item-2/2"));
    }

    @Test
    void eventThatCannotBePreparedIsRejectedAlone() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "2");
        sink.destination.preparer = event -> {
            if (event.source().eventId().equals("a/1")) {
                throw new RejectedEventException("after.n: NaN");
            }
            return event;
        };
        sink.put(update("a", 1), update("b", 2), update("a", 3));
        assertThat(sink.destination.ids()).containsExactly(List.of("b/2"), List.of("a/3"));
        sink.destination.calls.forEach(Call::accept);
        sink.advance(Duration.ofMillis(50));

        assertThat(sink.context.reported()).hasSize(1).containsValue("after.n: NaN");
        assertThat(sink.committable()).isEqualTo(3);
    }

    @Test
    void eventIsPreparedOnceBeforeItsFirstDelivery() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.in.flight.deliveries", "1");
        sink.put(update("a", 1), update("a", 2));
        sink.destination.last().complete(new EventResult.Retry("conflict"));
        sink.advance(SinkLoopHarness.BACKOFF.plusMillis(20));
        sink.destination.last().unavailable();
        sink.advance(SinkLoopHarness.BACKOFF.multipliedBy(2).plusMillis(20));
        assertThat(sink.destination.ids()).containsOnly(List.of("a/1")).hasSize(3);
        assertThat(sink.destination.prepared).containsExactly("a/1");

        sink.destination.last().accept();
        sink.scheduler.run();

        assertThat(sink.destination.prepared).containsExactly("a/1", "a/2");
    }

    @Test
    void batchIsRetriedUnchangedAfterAnOutage() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "2", "max.in.flight.deliveries", "1");
        sink.put(update("a", 1), update("b", 2));

        sink.destination.last().unavailable();
        sink.put(update("c", 3), update("d", 4));
        sink.advance(SinkLoopHarness.BACKOFF.plusMillis(20));
        assertThat(sink.destination.last().ids())
                .as("a fresh batch is the probe")
                .containsExactly("c/3", "d/4");
        sink.destination.last().accept();
        sink.put(update("e", 5));

        assertThat(sink.destination.last().ids()).containsExactly("a/1", "b/2");
    }

    @Test
    void outageIsReportedAfterThreeFailedProbes() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.responder = Optional.of(events -> DeliveryResult.Unavailable.ofDestination("refused"));
        sink.put(update("a", 1));
        assertThat(sink.destination.outages).isEmpty();

        sink.advance(Duration.ofSeconds(2));
        assertThat(sink.destination.outages).containsExactly("unavailable: refused");

        sink.destination.responder =
                Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
        sink.advance(Duration.ofSeconds(10));
        assertThat(sink.destination.outages).containsExactly("unavailable: refused", "available");
    }

    /** A few events do not open the destination, and its outage would pass unnoticed. */
    @Test
    void outageIsReportedAfterAMinuteIfOnlyOneItemChanges() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.responder = Optional.of(events -> DeliveryResult.Unavailable.ofRoute("503"));
        sink.put(update("a", 1));

        sink.advance(Duration.ofSeconds(59));
        assertThat(sink.destination.outages).isEmpty();
        sink.advance(Duration.ofSeconds(10));
        assertThat(sink.destination.outages).containsExactly("unavailable: 503");

        sink.destination.responder =
                Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
        sink.advance(Duration.ofSeconds(10));
        assertThat(sink.destination.outages).containsExactly("unavailable: 503", "available");
    }

    @Test
    void rejectionOfALoneEventIsNoOutage() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.responder =
                Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), new EventResult.Rejected("422")));
        sink.put(update("a", 1));

        sink.advance(Duration.ofMinutes(2));

        assertThat(sink.context.reported()).hasSize(1);
        assertThat(sink.destination.outages).isEmpty();
    }

    @Test
    void unavailableDestinationIsProbedByOneNewEventAndOneFailedEventAtATime() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(updates(8).toArray(ChangeEvent[]::new));
        assertThat(sink.destination.inFlight()).isEqualTo(4);

        sink.destination.calls.forEach(Call::unavailable);
        sink.advance(Duration.ofSeconds(2));
        assertThat(probes(sink)).containsExactlyInAnyOrder("item-0/0", "item-4/4");
        sink.destination.last().unavailable();
        sink.advance(Duration.ofSeconds(2));
        assertThat(probes(sink)).hasSize(2);

        sink.destination.last().accept();
        sink.scheduler.run();
        assertThat(sink.destination.inFlight()).isEqualTo(2);
        sink.destination.last().accept();
        sink.scheduler.run();
        assertThat(sink.destination.inFlight()).isGreaterThan(2);
    }

    private static List<String> probes(SinkLoopHarness sink) {
        return sink.destination.calls.stream()
                .filter(call -> !call.result.isDone())
                .flatMap(call -> call.ids().stream())
                .toList();
    }

    @Test
    void batchThatAlwaysFailsDoesNotBlockOthers() {
        SinkLoopHarness sink = SinkLoopHarness.with("max.in.flight.deliveries", "1");
        sink.destination.responder = Optional.of(
                events -> events.get(0).source().eventId().startsWith("poison")
                        ? DeliveryResult.Unavailable.ofDestination("500")
                        : DeliveryResult.PerEvent.of(events.size(), DELIVERED));

        sink.put(update("poison", 0), update("a", 1), update("b", 2), update("c", 3));
        sink.advance(Duration.ofSeconds(2));

        assertThat(sink.destination.ids()).contains(List.of("a/1"), List.of("b/2"), List.of("c/3"));
    }

    @Test
    void retryAfterOfTheDestinationIsHonored() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1), update("b", 2));
        sink.destination.call(0).unavailable(Duration.ofSeconds(30));
        sink.destination.call(1).accept();
        sink.put(update("c", 3));

        sink.advance(Duration.ofSeconds(29));
        assertThat(sink.destination.calls).hasSize(2);
        sink.advance(Duration.ofSeconds(2));

        assertThat(sink.destination.calls).hasSizeGreaterThan(2);
    }

    @Test
    void fatalResultsOfAMinuteFailTheTaskWithTheReason() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.responder = Optional.of(events -> new DeliveryResult.Fatal("401 Unauthorized"));
        sink.put(update("a", 1), update("b", 2));
        sink.advance(Duration.ofSeconds(59));

        assertThatThrownBy(() -> sink.advance(Duration.ofSeconds(60)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("401 Unauthorized");
        int calls = sink.destination.calls.size();
        sink.scheduler.advance(LONG_TIME);
        assertThat(sink.destination.calls).hasSize(calls);
        assertThat(sink.context.reported()).isEmpty();
        assertThat(sink.destination.failures).singleElement().asString().contains("401 Unauthorized", "[orders]");
    }

    @Test
    void conclusiveFatalResultFailsTheTaskAlthoughOtherEventsAreAccepted() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        ItemValue conflicting = new ItemValue.S("a");
        sink.destination.responder = Optional.of(events ->
                events.stream().anyMatch(event -> event.key().attributes().containsValue(conflicting))
                        ? new DeliveryResult.Fatal("take a snapshot", true)
                        : DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
        sink.put(update("b", 1));
        sink.put(update("a", 1), update("c", 1));

        assertThatThrownBy(() -> sink.advance(Duration.ofSeconds(1)))
                .isInstanceOf(ConnectException.class)
                .hasMessage("take a snapshot");
        assertThat(sink.context.reported()).isEmpty();
    }

    @Test
    void exceptionOfADestinationFailsTheTask() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.put(update("a", 1));
        sink.destination.last().result.completeExceptionally(new IllegalStateException("oops"));
        sink.scheduler.run();

        assertThatThrownBy(() -> sink.put(new SinkRecord[0])).hasMessageContaining("oops");
    }

    @Test
    void exceptionThrownByDeliverFailsTheTask() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        sink.destination.responder = Optional.of(events -> {
            throw new RejectedEventException("too late");
        });
        sink.put(update("a", 1));

        assertThatThrownBy(() -> sink.put(new SinkRecord[0])).hasMessageContaining("too late");
        assertThat(sink.context.reported()).isEmpty();
        assertThat(sink.committable()).isZero();
    }

    @Test
    void tooFewResultsFailTheTask() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "2");
        sink.put(update("a", 1), update("b", 2));
        sink.destination.last().complete(DELIVERED);
        sink.scheduler.run();

        assertThatThrownBy(() -> sink.put(new SinkRecord[0])).hasMessageContaining("1 results for 2 events");
    }

    @Test
    void eventsOfABatchCanHaveDifferentResults() {
        SinkLoopHarness sink = SinkLoopHarness.with("batch.max.records", "4", "max.in.flight.deliveries", "1");
        sink.put(updates(4).toArray(ChangeEvent[]::new));
        sink.destination
                .last()
                .complete(
                        DELIVERED,
                        new EventResult.Retry("throttled"),
                        new EventResult.Rejected("too large"),
                        new EventResult.Stale());
        sink.advance(SinkLoopHarness.BACKOFF.plusMillis(20));

        assertThat(sink.destination.last().ids()).containsExactly("item-1/1", "item-2/2");
        assertThat(sink.committable()).isEqualTo(1);
        sink.destination.last().accept();
        sink.scheduler.run();
        assertThat(sink.committable()).isEqualTo(4);
    }

    @Test
    void filteredEventsAreAcknowledgedWithoutDelivery() {
        SinkLoopHarness sink = SinkLoopHarness.with("event.filter", "{\"table\": [\"clients\"]}");

        sink.put(update("a", 1), other("b", 2));

        assertThat(sink.destination.ids()).containsExactly(List.of("b/2"));
        sink.destination.last().accept();
        assertThat(sink.committable()).isEqualTo(2);
    }

    @Test
    void eventWithoutTheImageThatTheFilterComparesIsRejected() {
        SinkLoopHarness sink = SinkLoopHarness.with("event.filter", "{\"attribute\": {\"type\": {\"S\": \"order\"}}}");

        sink.put(change(Operation.MODIFY, "orders", "a", 1, Optional.empty(), Optional.empty()));

        assertThat(sink.context.reported().values()).singleElement().asString().startsWith("after.item:");
    }

    @Test
    void redeliveredEventKeepsItsId() {
        SinkLoopHarness sink = SinkLoopHarness.with();
        ChangeEvent event = update("a", 1);
        sink.put(event);
        sink.destination.last().unavailable();
        sink.advance(SinkLoopHarness.BACKOFF.plusMillis(20));

        assertThat(sink.destination.calls).extracting(call -> call.events).containsOnly(List.of(event));
    }
}
