/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import static io.changefeed.delivery.Changes.change;
import static io.changefeed.delivery.Changes.item;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** What all sinks promise. */
class PromisesTest {
    private static final TopicPartition OTHER = new TopicPartition("shop.orders", 1);
    private static final EventResult DELIVERED = new EventResult.Delivered();
    private static final Duration NEVER = Duration.ofHours(1);

    // put

    @Test
    void putReturnsBeforeTheDestinationHasAnswered() {
        Rig rig = Rig.with();

        rig.put(update("a", 1));

        assertThat(rig.destination.inFlight()).isEqualTo(1);
        assertThat(rig.scheduler.instant()).isEqualTo(Changes.TIME);
    }

    @Test
    void putDoesNotEvenWaitForTheThreadThatDelivers() {
        Rig rig = Rig.with();

        rig.loop().put(List.of(Records.record(ORDERS, 0, update("a", 1))));

        assertThat(rig.destination.calls).isEmpty();
    }

    @Test
    void partitionsArePausedWhenTheBufferIsFullOfRecords() {
        Rig rig = Rig.with("buffer.max.records", "4");

        rig.put(updates(3).toArray(ChangeEvent[]::new));
        assertThat(rig.context.paused).isEmpty();
        rig.put(update("b", 1));

        assertThat(rig.context.paused).containsExactly(ORDERS);
    }

    @Test
    void partitionsArePausedWhenTheBufferIsFullOfBytes() {
        Rig rig = Rig.with("buffer.max.bytes", "300");

        rig.put(updates(2).toArray(ChangeEvent[]::new));
        assertThat(rig.context.paused).isEmpty();
        rig.put(update("b", 1));

        assertThat(rig.context.paused).containsExactly(ORDERS);
    }

    @Test
    void partitionsAreResumedWhenHalfOfTheBufferHasDrained() {
        Rig rig = Rig.with("buffer.max.records", "4");
        rig.put(updates(4).toArray(ChangeEvent[]::new));

        rig.destination.call(0).take();
        rig.pass(Duration.ofMillis(10));
        assertThat(rig.context.paused).containsExactly(ORDERS);
        rig.destination.call(1).take();
        rig.pass(Duration.ofMillis(20));

        assertThat(rig.context.paused).isEmpty();
    }

    @Test
    void whileAnythingIsInFlightEveryPutHasConnectReturnSoon() {
        Rig rig = Rig.with();

        rig.put(update("a", 1));
        assertThat(rig.context.takeTimeout()).isBetween(1L, 100L);
        rig.put(new SinkRecord[0]);
        assertThat(rig.context.takeTimeout()).isBetween(1L, 100L);

        rig.destination.last().take();
        rig.scheduler.run();
        rig.put(new SinkRecord[0]);
        assertThat(rig.context.takeTimeout()).as("nothing waits").isEqualTo(-1);
    }

    @Test
    void aPausedTaskWakesByItself() {
        Rig rig = Rig.with("buffer.max.records", "1");

        rig.put(update("a", 1));

        assertThat(rig.context.paused).isNotEmpty();
        assertThat(rig.context.takeTimeout()).isBetween(1L, 100L);
    }

    @Test
    void whatIsDeliveredNextDoesNotWaitForAPut() {
        Rig rig = Rig.with("max.in.flight", "1");
        rig.put(update("a", 1), update("b", 2));

        rig.destination.call(0).take();
        rig.scheduler.run();

        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"), List.of("b/2"));
    }

    @Test
    void whatIsTriedAgainDoesNotWaitForAPut() {
        Rig rig = Rig.with();
        rig.put(update("a", 1));
        rig.destination.last().answer(new EventResult.Retry(EventResult.Fault.EVENT, "conflict"));
        rig.scheduler.pass(Rig.BACKOFF.plusMillis(5));
        assertThat(rig.destination.calls).hasSize(2);

        rig.destination.last().unavailable();
        rig.scheduler.pass(Rig.BACKOFF.plusMillis(5));

        assertThat(rig.destination.calls).hasSize(3);
    }

    @Test
    void whatLingersAndWhatAPauseHoldsBackDoesNotWaitForAPut() {
        Rig rig = Rig.with("batch.max.records", "2", "batch.linger.ms", "50");
        rig.put(update("a", 1));
        rig.scheduler.pass(Duration.ofMillis(55));
        assertThat(rig.destination.calls).hasSize(1);

        rig.destination.last().unavailable(Duration.ofSeconds(30));
        rig.scheduler.pass(Duration.ofSeconds(29));
        assertThat(rig.destination.calls).hasSize(1);
        rig.scheduler.pass(Duration.ofSeconds(2));

        assertThat(rig.destination.calls).hasSize(2);
    }

    // Lanes and batches

    @Test
    void oneEventOfAnItemIsInFlightAtATime() {
        Rig rig = Rig.with();
        rig.put(update("a", 1), update("a", 2), update("b", 3));
        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"), List.of("b/3"));

        rig.destination.call(0).take();
        rig.scheduler.run();

        assertThat(rig.destination.last().ids()).containsExactly("a/2");
    }

    @Test
    void aDeleteAndTheInsertAfterItArriveInThatOrder() {
        Rig rig = Rig.with("batch.max.records", "10");
        ChangeEvent remove = change(Operation.REMOVE, "orders", "a", 1, item("a", Map.of()), Optional.empty());
        ChangeEvent insert = change(Operation.INSERT, "orders", "a", 2, Optional.empty(), item("a", Map.of()));
        rig.put(remove, insert);
        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"));

        rig.destination.call(0).take();
        rig.scheduler.run();

        assertThat(rig.destination.last().events).containsExactly(insert);
    }

    @Test
    void differentItemsAreDeliveredInParallelUpToTheLimit() {
        Rig rig = Rig.with("max.in.flight", "3");

        rig.put(updates(5).toArray(ChangeEvent[]::new));

        assertThat(rig.destination.inFlight()).isEqualTo(3);
    }

    @Test
    void keysThatReadAlikeWhenJoinedAreDifferentItems() {
        Rig rig = Rig.with("batch.max.records", "10");

        rig.put(twoPartKey("ab", "c"), twoPartKey("a", "bc"));

        assertThat(rig.destination.ids()).containsExactly(List.of("ab|c", "a|bc"));
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
    void freeEventsAreBatchedUpToTheLimits() {
        Rig rig = Rig.with("batch.max.records", "3", "batch.max.bytes", "1000");

        rig.put(updates(7).toArray(ChangeEvent[]::new));

        assertThat(rig.destination.calls).extracting(call -> call.events.size()).containsExactly(3, 3, 1);
    }

    @Test
    void aBatchHasNoMoreBytesThanAllowed() {
        Rig rig = Rig.with("batch.max.records", "10", "batch.max.bytes", "250");

        rig.put(updates(5).toArray(ChangeEvent[]::new));

        assertThat(rig.destination.calls).extracting(call -> call.events.size()).containsExactly(2, 2, 1);
    }

    @Test
    void anEventWaitsForOthersAsLongAsItMayLinger() {
        Rig rig = Rig.with("batch.max.records", "10", "batch.linger.ms", "50");
        rig.put(update("a", 1));
        rig.pass(Duration.ofMillis(40));
        rig.put(update("b", 2));
        assertThat(rig.destination.calls).isEmpty();

        rig.pass(Duration.ofMillis(12));

        assertThat(rig.destination.ids()).containsExactly(List.of("a/1", "b/2"));
    }

    @Test
    void onlyEventsOfOneRouteAreDeliveredTogether() {
        Rig rig = Rig.with("batch.max.records", "10");
        rig.destination.routes = event -> event.source().table();

        rig.put(updates(2).get(0), other("b", 1), updates(2).get(1));

        assertThat(rig.destination.ids()).containsExactly(List.of("item-0/0", "item-1/1"), List.of("b/1"));
    }

    private static ChangeEvent other(String pk, long number) {
        return change(Operation.MODIFY, "clients", pk, number, item(pk, Map.of()), item(pk, Map.of()));
    }

    // Commits

    @Test
    void theLowestUnsettledOffsetIsCommitted() {
        Rig rig = Rig.with();
        rig.put(updates(3).toArray(ChangeEvent[]::new));

        rig.destination.call(0).take();
        rig.destination.call(2).take();

        assertThat(rig.committable()).isEqualTo(1);
    }

    @Test
    void whereNothingIsPendingTheOffsetOfTheFrameworkIsCommitted() {
        Rig rig = Rig.with();
        rig.put(update("a", 1));
        rig.destination.last().take();

        // A transform dropped the records since.
        assertThat(rig.committable(ORDERS, 57)).isEqualTo(57);
        assertThat(rig.committable(OTHER, 3)).isEqualTo(3);
    }

    @Test
    void offsetsAreCommittedByTheTopicAndPartitionThatWereRead() {
        Rig rig = Rig.with();
        SinkRecord renamed =
                Records.record(ORDERS, 4, update("a", 1)).newRecord("renamed", 7, null, null, null, null, null);
        SinkRecord record = Records.record(ORDERS, 5, update("a", 2));
        SinkRecord routed = record.newRecord(
                "renamed", 7, record.keySchema(), record.key(), record.valueSchema(), record.value(), null);

        rig.put(renamed, routed);

        assertThat(rig.committable(ORDERS, 6)).isEqualTo(5);
    }

    @Test
    void tombstonesAndHeartbeatsAreSettledWithoutADelivery() {
        Rig rig = Rig.with();

        rig.put(Records.tombstone(ORDERS, 0, update("a", 1)), Records.heartbeat(ORDERS, 1));

        assertThat(rig.destination.calls).isEmpty();
        assertThat(rig.committable(ORDERS, 2)).isEqualTo(2);
        assertThat(rig.context.takeTimeout()).isEqualTo(-1);
    }

    @Test
    void aCommitWaitsForWhatIsInFlight() {
        Rig rig = Rig.with("max.in.flight", "1");
        rig.put(update("a", 1), update("b", 2));
        rig.scheduler.later(Duration.ofSeconds(2), rig.destination.last()::take);

        assertThat(rig.committable()).isEqualTo(1);

        assertThat(rig.destination.calls).as("nothing new is begun").hasSize(1);
        rig.put(new SinkRecord[0]);
        assertThat(rig.destination.last().ids()).as("until the next put").containsExactly("b/2");
    }

    @Test
    void aCommitTakesLessThanFiveSecondsWhateverTheDestinationDoes() {
        Rig rig = Rig.with();
        rig.put(update("a", 1));
        Instant before = rig.scheduler.instant();

        assertThat(rig.committable()).isZero();

        assertThat(Duration.between(before, rig.scheduler.instant())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aCommitNeverThrowsAndThePutAfterItDoes() {
        Rig rig = Rig.with();
        rig.context.hasReporter = false;
        rig.restart();
        rig.put(update("a", 1));
        rig.destination.last().answer(new EventResult.Rejected("after.n: too large"));

        assertThat(rig.committable()).isZero();

        assertThatThrownBy(() -> rig.put(new SinkRecord[0]))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("after.n: too large");
    }

    @Test
    void aPartitionIsReadNoFurtherWhenOneEventHoldsUpItsCommit() {
        Rig rig = Rig.with("max.uncommitted.records", "3", "max.in.flight", "10");
        rig.open(OTHER);
        rig.put(updates(3).toArray(ChangeEvent[]::new));
        rig.destination.call(1).take();
        rig.destination.call(2).take();
        rig.scheduler.run();
        rig.put(new SinkRecord[0]);
        assertThat(rig.context.paused).containsExactly(ORDERS);

        rig.destination.call(0).take();
        rig.scheduler.run();
        rig.put(new SinkRecord[0]);

        assertThat(rig.context.paused).isEmpty();
    }

    // Rebalances

    @Test
    void closeAbortsWhatIsInFlightAndWaitsForItsEnd() {
        Rig rig = Rig.with();
        rig.destination.obeysAborts = false;
        rig.put(update("a", 1));
        Call call = rig.destination.last();
        rig.scheduler.later(Duration.ofSeconds(1), call::take);

        rig.close(ORDERS);

        assertThat(call.isAborted).isTrue();
        assertThat(rig.destination.inFlight()).isZero();
    }

    @Test
    void closeFailsLoudlyWhenADeliveryDoesNotEnd() {
        Rig rig = Rig.with();
        rig.destination.obeysAborts = false;
        rig.put(update("a", 1));

        assertThatThrownBy(() -> rig.close(ORDERS))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("did not end");
    }

    @Test
    void closeDropsWhatWaitsAndLeavesOtherPartitionsAlone() {
        Rig rig = Rig.with("max.in.flight", "2");
        rig.open(OTHER);
        rig.put(
                Records.record(ORDERS, 0, update("a", 1)),
                Records.record(OTHER, 0, update("b", 2)),
                Records.record(ORDERS, 1, update("c", 3)),
                Records.record(OTHER, 1, update("d", 4)));

        rig.close(ORDERS);
        rig.put(new SinkRecord[0]);

        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"), List.of("b/2"), List.of("d/4"));
        assertThat(rig.destination.call(1).isAborted).isFalse();
        assertThat(rig.committable(OTHER, 2)).isZero();
    }

    @Test
    void closeDropsWhatWaitsToBeTriedAgainAndNothingElse() {
        Rig rig = Rig.with("batch.max.records", "2");
        rig.open(OTHER);
        rig.put(
                Records.record(ORDERS, 0, update("a", 1)),
                Records.record(OTHER, 0, update("b", 2)),
                Records.record(ORDERS, 1, update("c", 3)),
                Records.record(OTHER, 1, update("d", 4)));
        EventResult again = new EventResult.Retry(EventResult.Fault.EVENT, "conflict");
        rig.destination.call(0).answer(again, again);
        rig.destination.call(1).unavailable();
        rig.scheduler.run();

        rig.close(ORDERS);
        rig.open(ORDERS);
        rig.put(Records.record(ORDERS, 0, update("a", 1)));
        rig.destination.answering = Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), DELIVERED));
        rig.pass(Duration.ofSeconds(5));

        assertThat(rig.destination.ids().subList(2, rig.destination.calls.size()).stream()
                        .flatMap(List::stream))
                .containsExactlyInAnyOrder("a/1", "b/2", "d/4");
        assertThat(rig.committable(ORDERS, 1)).isEqualTo(1);
        assertThat(rig.committable(OTHER, 2)).isEqualTo(2);
    }

    @Test
    void whatIsLeftOfAnAbortedBatchIsDeliveredAgain() {
        Rig rig = Rig.with("batch.max.records", "2");
        rig.open(OTHER);
        rig.put(Records.record(ORDERS, 0, update("a", 1)), Records.record(OTHER, 0, update("b", 2)));

        rig.close(ORDERS);
        rig.put(new SinkRecord[0]);

        assertThat(rig.destination.ids()).containsExactly(List.of("a/1", "b/2"), List.of("b/2"));
    }

    @Test
    void openResumesWhatConnectHasPausedAgain() {
        Rig rig = Rig.with("buffer.max.records", "1");
        rig.put(update("a", 1));
        assertThat(rig.context.paused).containsExactly(ORDERS);

        rig.close(ORDERS);
        rig.open(ORDERS);

        assertThat(rig.context.paused).isEmpty();
    }

    @Test
    void openPausesWhatItIsGivenWhileTheBufferIsFull() {
        Rig rig = Rig.with("buffer.max.records", "1");
        rig.put(update("a", 1));

        rig.open(OTHER);

        assertThat(rig.context.paused).containsExactlyInAnyOrder(ORDERS, OTHER);
    }

    @Test
    void anOlderEventNeverFollowsANewerOneWithinAnOwnerThoughItsDeliveryIsRepeated() {
        Rig rig = Rig.with();
        rig.put(update("a", 1), update("a", 2));
        rig.destination.last().unavailable();
        rig.pass(Rig.BACKOFF.plusMillis(20));
        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"), List.of("a/1"));

        rig.destination.last().take();
        rig.scheduler.run();

        assertThat(rig.destination.last().ids()).containsExactly("a/2");
    }

    @Test
    void anAnswerToAnEarlierOwnerSettlesNothing() {
        Rig rig = Rig.with();
        rig.put(Records.record(ORDERS, 0, update("a", 1)));
        rig.close(ORDERS);
        rig.open(ORDERS);
        rig.put(Records.record(ORDERS, 0, update("a", 1)));

        rig.destination.call(0).take();
        rig.scheduler.run();

        assertThat(rig.committable(ORDERS, 1)).isZero();
        rig.destination.call(1).take();
        assertThat(rig.committable(ORDERS, 1)).isEqualTo(1);
    }

    @Test
    void aConsumerThatGoesBackHasEventsDeliveredOnceMoreAndInOrder() {
        Rig rig = Rig.with();
        rig.put(Records.record(ORDERS, 0, update("a", 1)), Records.record(ORDERS, 1, update("a", 2)));

        rig.put(Records.record(ORDERS, 0, update("a", 1)), Records.record(ORDERS, 1, update("a", 2)));
        rig.destination.answering = Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), DELIVERED));
        rig.destination.call(0).take();
        rig.scheduler.run();

        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"), List.of("a/1"), List.of("a/2"));
        assertThat(rig.committable(ORDERS, 2)).isEqualTo(2);
    }

    @Test
    void stopAbortsWhatIsInFlightAndClosesTheDestination() {
        Rig rig = Rig.with();
        rig.put(update("a", 1));

        rig.loop().stop();

        assertThat(rig.destination.last().isAborted).isTrue();
        assertThat(rig.destination.isClosed).isTrue();
        assertThat(rig.scheduler.isShutdown()).isTrue();
    }

    // Outcomes

    @Test
    void whatIsStaleIsSettled() {
        Rig rig = Rig.with();
        rig.put(update("a", 1));

        rig.destination.last().answer(new EventResult.Stale());

        assertThat(rig.committable()).isEqualTo(1);
    }

    @Test
    void aRejectedEventGoesToTheDeadLettersWithTheReasonAndIsSettled() {
        Rig rig = Rig.with();
        rig.put(update("a", 1));
        rig.destination.last().answer(new EventResult.Rejected("after.n: too large"));
        rig.scheduler.run();
        rig.put(new SinkRecord[0]);

        assertThat(rig.committable()).isEqualTo(1);
        assertThat(rig.context.reported).hasSize(1).containsValue("after.n: too large");
    }

    /** Connect waits until what was reported is stored, and then asks for what it commits at once. */
    @Test
    void aCommitDoesNotCoverADeadLetterThatConnectHasNotWaitedFor() {
        Rig rig = Rig.with();
        rig.put(update("a", 1), update("b", 2));
        rig.destination.call(0).answer(new EventResult.Rejected("too long"));
        rig.destination.call(1).take();

        assertThat(rig.committable()).isZero();
        assertThat(rig.context.reported).isEmpty();
        rig.put(new SinkRecord[0]);

        assertThat(rig.context.reported.values()).containsExactly("too long");
        assertThat(rig.committable()).isEqualTo(2);
    }

    /** The next owner is given the event again, and reports it. */
    @Test
    void whatWasRejectedOfAPartitionThatIsTakenAwayIsNotReported() {
        Rig rig = Rig.with();
        rig.open(OTHER);
        rig.put(Records.record(ORDERS, 0, update("a", 1)), Records.record(OTHER, 0, update("b", 2)));
        rig.destination.calls.forEach(call -> call.answer(new EventResult.Rejected("too long")));
        rig.scheduler.run();

        rig.close(ORDERS);
        rig.put(new SinkRecord[0]);

        assertThat(rig.context.reported.keySet())
                .extracting(SinkRecord::kafkaPartition)
                .containsExactly(OTHER.partition());
        assertThat(rig.committable(OTHER, 1)).isEqualTo(1);
    }

    @Test
    void withoutDeadLettersARejectedEventFailsTheTaskAndItsOffsetIsNotCommitted() {
        Rig rig = Rig.with();
        rig.context.hasReporter = false;
        rig.restart();
        rig.put(update("a", 1));
        rig.destination.last().answer(new EventResult.Rejected("after.n: too large"));
        rig.scheduler.run();

        assertThatThrownBy(() -> rig.put(new SinkRecord[0]))
                .isInstanceOf(ConnectException.class)
                .hasMessageContainingAll("offset 0 of shop.orders-0", "after.n: too large", "errors.deadletterqueue");
        assertThat(rig.committable()).isZero();
        assertThat(rig.destination.failures).singleElement().asString().contains("after.n: too large", "[orders]");
    }

    @Test
    void whereNoErrorIsToleratedARejectedEventFailsTheTask() {
        Rig rig = Rig.with();
        rig.context.toleratesErrors = false;
        rig.put(update("a", 1));
        rig.destination.last().answer(new EventResult.Rejected("after.n: too large"));
        rig.scheduler.run();

        assertThatThrownBy(() -> rig.put(new SinkRecord[0])).hasMessageContaining("Tolerance exceeded");
        assertThat(rig.committable()).isZero();
    }

    @Test
    void whatCannotBeReadIsRejectedWithTheNameOfTheField() {
        Rig rig = Rig.with();

        rig.put(Records.alien(ORDERS, 0), Records.record(ORDERS, 1, update("a", 1)));

        assertThat(rig.context.reported).hasSize(1);
        assertThat(rig.context.reported.values()).singleElement().asString().startsWith("op:");
        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"));
    }

    @Test
    void anEventWhoseImageCannotBeReadIsRejectedAndNoOther() {
        Rig rig = Rig.with("batch.max.records", "3", "max.in.flight", "1");
        rig.destination.answering =
                Optional.of(events -> DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
        rig.destination.preparing = event -> {
            event.after().ifPresent(Item::attributes);
            return event;
        };

        rig.put(
                Records.record(ORDERS, 0, update("a", 1)),
                Records.broken(ORDERS, 1, update("b", 2)),
                Records.record(ORDERS, 2, update("c", 3)));
        rig.put(new SinkRecord[0]);

        assertThat(rig.context.reported.values()).singleElement().asString().startsWith("after.item.a:");
        assertThat(rig.destination.ids()).containsExactly(List.of("a/1", "c/3"));
        assertThat(rig.committable(ORDERS, 3)).isEqualTo(3);
    }

    @Test
    void anImageThatIsNotNeededIsNotRead() {
        Rig rig = Rig.with();

        rig.put(Records.broken(ORDERS, 0, update("a", 1)));

        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"));
        assertThat(rig.context.reported).isEmpty();
    }

    @Test
    void anImageThatAFilterLooksAtIsReadAtOnce() {
        Rig rig = Rig.with("event.filter", "{\"attribute\":{\"a\":{\"N\":\"1\"}}}");

        rig.put(Records.broken(ORDERS, 0, update("a", 1)));

        assertThat(rig.context.reported.values()).singleElement().asString().startsWith("after.item.a:");
        assertThat(rig.destination.calls).isEmpty();
    }

    @Test
    void withoutDeadLettersWhatCannotBeReadFailsTheTaskBeforeAnythingOfItsPollIsDelivered() {
        Rig rig = Rig.with();
        rig.context.hasReporter = false;
        rig.restart();

        assertThatThrownBy(() -> rig.put(Records.record(ORDERS, 0, update("a", 1)), Records.alien(ORDERS, 1)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContainingAll("offset 1 of shop.orders-0", "op:");

        rig.scheduler.run();
        assertThat(rig.destination.calls).isEmpty();
        assertThat(rig.committable(ORDERS, 0)).isZero();
    }

    @Test
    void anEventWithoutARouteIsRejected() {
        Rig rig = Rig.with();
        rig.destination.routes = event -> {
            throw new RejectedEventException("after.url: missing");
        };
        rig.put(update("a", 1));
        rig.put(new SinkRecord[0]);

        assertThat(rig.committable()).isEqualTo(1);
        assertThat(rig.context.reported).containsValue("after.url: missing");
    }

    @Test
    void theLaneOfAnEventThatIsTriedAgainWaitsAndOthersGoOn() {
        Rig rig = Rig.with("max.in.flight", "1");
        rig.put(update("a", 1), update("a", 2), update("b", 3));

        rig.destination.last().answer(new EventResult.Retry(EventResult.Fault.EVENT, "conflict"));
        rig.scheduler.run();
        assertThat(rig.destination.last().ids()).containsExactly("b/3");
        rig.destination.last().take();
        rig.pass(Rig.BACKOFF.plusMillis(20));

        assertThat(rig.destination.ids()).containsExactly(List.of("a/1"), List.of("b/3"), List.of("a/1"));
    }

    @Test
    void waitsBetweenAttemptsGrow() {
        Rig rig = Rig.with();
        rig.put(update("a", 1));

        for (int attempts = 1; attempts <= 4; attempts++) {
            rig.destination.last().answer(new EventResult.Retry(EventResult.Fault.EVENT, "conflict"));
            Duration wait = Rig.BACKOFF.multipliedBy(1L << (attempts - 1));
            rig.pass(wait.minusMillis(10));
            assertThat(rig.destination.calls).hasSize(attempts);
            rig.pass(Duration.ofMillis(20));
            assertThat(rig.destination.calls).hasSize(attempts + 1);
        }
    }

    @Test
    void anEventThatFailsByItsOwnFaultIsRejectedWhenItsTimeIsOver() {
        Rig rig = Rig.with("retry.timeout.ms", "60000");
        rig.destination.answering = Optional.of(events ->
                DeliveryResult.PerEvent.of(events.size(), new EventResult.Retry(EventResult.Fault.EVENT, "conflict")));
        rig.put(update("a", 1));
        rig.pass(Duration.ofSeconds(59));
        assertThat(rig.context.reported).isEmpty();

        rig.pass(Duration.ofSeconds(30));

        assertThat(rig.context.reported.values()).singleElement().asString().contains("conflict", "retry.timeout.ms");
        assertThat(rig.committable()).isEqualTo(1);
    }

    @Test
    void aBrokenDestinationNeverSendsATopicToTheDeadLetters() {
        Rig rig = Rig.with("retry.timeout.ms", "1000");
        rig.destination.answering = Optional.of(events -> DeliveryResult.PerEvent.of(
                events.size(), new EventResult.Retry(EventResult.Fault.DESTINATION, "throttled")));
        rig.put(updates(4).toArray(ChangeEvent[]::new));
        rig.pass(Duration.ofMinutes(2));
        rig.destination.answering = Optional.of(events -> new DeliveryResult.Unavailable("503", Optional.empty()));
        rig.pass(Duration.ofMinutes(2));

        assertThat(rig.context.reported).isEmpty();
        assertThat(rig.committable()).isZero();
    }

    @Test
    void oneBadRecordDoesNotBlockTheOthers() {
        Rig rig = Rig.with("batch.max.records", "100");
        rig.destination.answering = Optional.of(PromisesTest::refuseBad);

        rig.put(updates(100).toArray(ChangeEvent[]::new));
        rig.pass(Duration.ofMillis(50));

        assertThat(rig.context.reported).hasSize(1);
        assertThat(rig.context.reported.keySet())
                .singleElement()
                .satisfies(record -> assertThat(record.kafkaOffset()).isEqualTo(37));
        assertThat(rig.committable()).isEqualTo(100);
    }

    private static DeliveryResult refuseBad(List<ChangeEvent> events) {
        return events.stream().anyMatch(event -> event.source().eventId().equals("item-37/37"))
                ? new DeliveryResult.Rejected("one of them is bad")
                : DeliveryResult.PerEvent.of(events.size(), DELIVERED);
    }

    @Test
    void aRefusedBatchIsDeliveredInHalvesWhoseEventsStayTogether() {
        Rig rig = Rig.with("batch.max.records", "5");
        rig.put(updates(5).toArray(ChangeEvent[]::new));

        rig.destination.call(0).refuse();
        rig.scheduler.run();
        rig.destination.call(1).unavailable();
        rig.pass(Rig.BACKOFF.plusMillis(20));

        assertThat(rig.destination.ids())
                .containsExactly(
                        List.of("item-0/0", "item-1/1", "item-2/2", "item-3/3", "item-4/4"),
                        List.of("item-0/0", "item-1/1", "item-2/2"),
                        List.of("item-3/3", "item-4/4"),
                        List.of("item-0/0", "item-1/1", "item-2/2"));
    }

    @Test
    void eventThatCannotBePreparedIsRejectedAlone() {
        Rig rig = Rig.with("batch.max.records", "2");
        rig.destination.preparing = event -> {
            if (event.source().eventId().equals("a/1")) {
                throw new RejectedEventException("after.n: NaN");
            }
            return event;
        };
        rig.put(update("a", 1), update("b", 2), update("a", 3));
        assertThat(rig.destination.ids()).containsExactly(List.of("b/2"), List.of("a/3"));
        rig.destination.calls.forEach(Call::take);
        rig.pass(Duration.ofMillis(50));

        assertThat(rig.context.reported).hasSize(1).containsValue("after.n: NaN");
        assertThat(rig.committable()).isEqualTo(3);
    }

    @Test
    void eventIsPreparedOnceBeforeItsFirstDelivery() {
        Rig rig = Rig.with("max.in.flight", "1");
        rig.put(update("a", 1), update("a", 2));
        rig.destination.last().answer(new EventResult.Retry(EventResult.Fault.EVENT, "conflict"));
        rig.pass(Rig.BACKOFF.plusMillis(20));
        rig.destination.last().unavailable();
        rig.pass(Rig.BACKOFF.plusMillis(20));
        assertThat(rig.destination.ids()).containsOnly(List.of("a/1")).hasSize(3);
        assertThat(rig.destination.prepared).containsExactly("a/1");

        rig.destination.last().take();
        rig.scheduler.run();

        assertThat(rig.destination.prepared).containsExactly("a/1", "a/2");
    }

    @Test
    void anUnavailableBatchComesAgainAsItWas() {
        Rig rig = Rig.with("batch.max.records", "2", "max.in.flight", "1");
        rig.put(update("a", 1), update("b", 2));

        rig.destination.last().unavailable();
        rig.put(update("c", 3), update("d", 4));
        rig.pass(Rig.BACKOFF.plusMillis(20));
        assertThat(rig.destination.last().ids()).as("the probe is another").containsExactly("c/3", "d/4");
        rig.destination.last().take();
        rig.put(update("e", 5));

        assertThat(rig.destination.last().ids()).containsExactly("a/1", "b/2");
    }

    @Test
    void anUnavailableDestinationIsProbedByOneBatchAtATime() {
        Rig rig = Rig.with();
        rig.put(updates(8).toArray(ChangeEvent[]::new));
        assertThat(rig.destination.inFlight()).isEqualTo(4);

        rig.destination.calls.forEach(Call::unavailable);
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.destination.inFlight()).isEqualTo(1);
        rig.destination.last().unavailable();
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.destination.inFlight()).isEqualTo(1);

        rig.destination.last().take();
        rig.scheduler.run();
        assertThat(rig.destination.inFlight()).isEqualTo(4);
    }

    @Test
    void aBatchThatTheDestinationAlwaysFailsOnDoesNotKeepTheOthersWaiting() {
        Rig rig = Rig.with("max.in.flight", "1");
        rig.destination.answering = Optional.of(
                events -> events.get(0).source().eventId().startsWith("poison")
                        ? new DeliveryResult.Unavailable("500", Optional.empty())
                        : DeliveryResult.PerEvent.of(events.size(), DELIVERED));

        rig.put(update("poison", 0), update("a", 1), update("b", 2), update("c", 3));
        rig.pass(Duration.ofSeconds(2));

        assertThat(rig.destination.ids()).contains(List.of("a/1"), List.of("b/2"), List.of("c/3"));
    }

    @Test
    void aPauseThatTheDestinationAsksForIsKept() {
        Rig rig = Rig.with();
        rig.put(update("a", 1), update("b", 2));
        rig.destination.call(0).unavailable(Duration.ofSeconds(30));
        rig.destination.call(1).take();
        rig.put(update("c", 3));

        rig.pass(Duration.ofSeconds(29));
        assertThat(rig.destination.calls).hasSize(2);
        rig.pass(Duration.ofSeconds(2));

        assertThat(rig.destination.calls).hasSizeGreaterThan(2);
    }

    @Test
    void aBrokenDestinationFailsTheTaskWithTheReasonAndIsNotCalledAgain() {
        Rig rig = Rig.with("max.in.flight", "1");
        rig.put(update("a", 1), update("b", 2));
        rig.destination.last().answer.complete(new DeliveryResult.Fatal("401 Unauthorized"));
        rig.scheduler.run();

        assertThatThrownBy(() -> rig.put(update("c", 3)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("401 Unauthorized");
        rig.scheduler.pass(NEVER);
        assertThat(rig.destination.calls).hasSize(1);
        assertThat(rig.context.reported).isEmpty();
        assertThat(rig.destination.failures).singleElement().asString().contains("401 Unauthorized", "[orders]");
    }

    @Test
    void aBugOfADestinationFailsTheTask() {
        Rig rig = Rig.with();
        rig.put(update("a", 1));
        rig.destination.last().answer.completeExceptionally(new IllegalStateException("oops"));
        rig.scheduler.run();

        assertThatThrownBy(() -> rig.put(new SinkRecord[0])).hasMessageContaining("oops");
    }

    @Test
    void aDestinationThatAnswersTooFewOutcomesFailsTheTask() {
        Rig rig = Rig.with("batch.max.records", "2");
        rig.put(update("a", 1), update("b", 2));
        rig.destination.last().answer(DELIVERED);
        rig.scheduler.run();

        assertThatThrownBy(() -> rig.put(new SinkRecord[0])).hasMessageContaining("1 results for 2 events");
    }

    @Test
    void eachEventOfABatchHasItsOwnOutcome() {
        Rig rig = Rig.with("batch.max.records", "4", "max.in.flight", "1");
        rig.put(updates(4).toArray(ChangeEvent[]::new));
        rig.destination
                .last()
                .answer(
                        DELIVERED,
                        new EventResult.Retry(EventResult.Fault.DESTINATION, "throttled"),
                        new EventResult.Rejected("too large"),
                        new EventResult.Stale());
        rig.pass(Rig.BACKOFF.plusMillis(20));

        assertThat(rig.destination.last().ids()).containsExactly("item-1/1");
        assertThat(rig.context.reported).hasSize(1).containsValue("too large");
        rig.destination.last().take();
        assertThat(rig.committable()).isEqualTo(4);
    }

    @Test
    void aSinkDeliversWhatItsFilterLetsPassAndSettlesTheRest() {
        Rig rig = Rig.with("event.filter", "{\"table\": [\"clients\"]}");

        rig.put(update("a", 1), other("b", 2));

        assertThat(rig.destination.ids()).containsExactly(List.of("b/2"));
        rig.destination.last().take();
        assertThat(rig.committable()).isEqualTo(2);
    }

    @Test
    void aFilterThatLacksTheImageItNeedsRejectsTheEvent() {
        Rig rig = Rig.with("event.filter", "{\"attribute\": {\"type\": {\"S\": \"order\"}}}");

        rig.put(change(Operation.MODIFY, "orders", "a", 1, Optional.empty(), Optional.empty()));

        assertThat(rig.context.reported.values()).singleElement().asString().startsWith("after.item:");
    }

    @Test
    void anEventIsTheSameOneHoweverOftenItIsDelivered() {
        Rig rig = Rig.with();
        ChangeEvent event = update("a", 1);
        rig.put(event);
        rig.destination.last().unavailable();
        rig.pass(Rig.BACKOFF.plusMillis(20));

        assertThat(rig.destination.calls).extracting(call -> call.events).containsOnly(List.of(event));
    }
}
