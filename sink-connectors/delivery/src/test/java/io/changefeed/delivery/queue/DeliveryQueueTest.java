/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Records;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.record.OffsetTracker;
import io.changefeed.delivery.record.ReceivedEvent;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {
    private final OffsetTracker offsets = new OffsetTracker();
    private final List<String> deferred = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private Instant now = Changes.TIME;
    private long number;
    private DeliveryQueue<String> queue = queue(8, 1, 1_000);

    private DeliveryQueue<String> queue(int inFlight, int batch, long maxBlocked) {
        return queue(inFlight, false, batch, maxBlocked);
    }

    private DeliveryQueue<String> queue(int inFlight, boolean hasManyRoutes, int batch, long maxBlocked) {
        return new DeliveryQueue<>(
                event -> event.source().eventId(),
                hasManyRoutes,
                new DeliveryLimits(
                        inFlight, new BatchLimits(batch, 10_000, Duration.ZERO), 500, maxBlocked, Long.MAX_VALUE),
                new RetryPolicy(Duration::ofSeconds, Duration.ofMinutes(10)),
                new Listener());
    }

    private final class Listener implements DeliveryListener {
        @Override
        public void delivered(ReceivedEvent event) {}

        @Override
        public void stale(ReceivedEvent event) {}

        @Override
        public void rejected(ReceivedEvent event, String reason) {
            rejected.add(event.event().source().eventId());
        }

        @Override
        public void deferred(ReceivedEvent event) {
            deferred.add(event.event().source().eventId());
        }

        @Override
        public void retried(ReceivedEvent event) {}
    }

    @Test
    void oneEventOfAnItemIsInFlight() {
        add("a", "r");
        add("a", "r");
        Attempt<String> first = poll().orElseThrow();
        assertThat(poll()).isEmpty();

        accept(first);

        assertThat(ids(poll())).containsExactly("a/1");
    }

    @Test
    void routeStartsWithFiveDeliveriesAndDoublesThem() {
        queue = queue(32, 1, 1_000);
        for (int i = 0; i < 20; i++) {
            add("item-" + i, "r");
        }
        List<Attempt<String>> started = pollAll();
        assertThat(started).hasSize(5);

        accept(started.get(0));

        assertThat(pollAll()).hasSize(6);
    }

    @Test
    void routesShareTheDeliveriesInFlight() {
        queue = queue(4, 1, 1_000);
        for (int i = 0; i < 10; i++) {
            add("r-" + i, "r");
            add("s-" + i, "s");
        }

        assertThat(pollAll().stream().map(attempt -> attempt.batch().route().isolation()))
                .containsExactlyInAnyOrder("r", "r", "s", "s");
    }

    @Test
    void hangingRouteLeavesTheCountAfterASecond() {
        queue = queue(1, 1, 1_000);
        add("a", "r");
        add("b", "s");
        assertThat(ids(poll())).containsExactly("a/0");
        assertThat(poll()).isEmpty();
        assertThat(queue.due(now)).contains(now.plusSeconds(1));

        now = now.plusSeconds(1);

        assertThat(ids(poll())).containsExactly("b/1");
    }

    @Test
    void unavailableRouteDoesNotStopAnother() {
        openRoute("r");
        add("b", "s");

        assertThat(ids(poll())).containsExactly("b/5");
    }

    @Test
    void unavailableRoutesAreThoseThatHaveEvents() {
        add("a", "available");
        openRoute("r");
        assertThat(queue.unavailableRoutes()).containsExactly("r");
        now = now.plusSeconds(1);

        accept(poll().orElseThrow());

        assertThat(queue.unavailableRoutes()).isEmpty();
    }

    @Test
    void routeWithoutEventsIsNotUnavailable() {
        openRoute("r");
        offsets.close(List.of(Records.ORDERS));

        queue.dropRevoked(now);

        assertThat(queue.unavailableRoutes()).isEmpty();
    }

    @Test
    void newRouteIsProbedWhileAllOthersAreUnavailable() {
        openRoute("r");
        assertThat(queue.destination().isOpen()).isTrue();
        assertThat(poll()).isEmpty();
        add("b", "s");

        accept(poll().orElseThrow());

        assertThat(queue.destination().isOpen()).isFalse();
    }

    @Test
    void eventThatFailedIsDeliveredAgainWithOthersThatFailed() {
        queue = queue(8, 3, 1_000);
        add("a", "r");
        add("b", "r");
        Attempt<String> first = poll().orElseThrow();
        queue.complete(
                first,
                new DeliveryResult.PerEvent(List.of(new EventResult.Retry("busy"), new EventResult.Retry("busy"))),
                now);
        now = now.plusSeconds(2);
        add("c", "r");

        assertThat(pollAll())
                .extracting(attempt -> ids(Optional.of(attempt)))
                .containsExactly(List.of("a/0", "b/1"), List.of("c/2"));
    }

    @Test
    void batchLimitHalvesWithARejectedBatchAndDoublesAgain() {
        queue = queue(1, 4, 1_000);
        addAll(64);
        queue.complete(poll().orElseThrow(), new DeliveryResult.Rejected("one of them"), now);
        accept(poll().orElseThrow());
        accept(poll().orElseThrow());

        List<Integer> sizes = new ArrayList<>();
        for (Optional<Attempt<String>> next = poll(); next.isPresent(); next = poll()) {
            sizes.add(next.get().batch().size());
            accept(next.get());
        }

        assertThat(sizes.subList(0, 8)).containsOnly(2);
        assertThat(sizes.subList(8, 18)).containsOnly(4);
    }

    @Test
    void eventsWaitUntilTheyFillABatch() {
        queue = queue(1, 4, 1_000);
        addAll(4);
        assertThat(queue.waiting()).isZero();
        Attempt<String> first = poll().orElseThrow();
        addAll(3);
        assertThat(queue.waiting()).isEqualTo(3);

        addAll(1);
        assertThat(queue.waiting()).isZero();
        addAll(1);
        assertThat(queue.waiting()).isZero();
        accept(first);
        poll();

        assertThat(queue.waiting()).isEqualTo(1);
    }

    @Test
    void halvedBatchIsFullWithFewerEvents() {
        queue = queue(1, 4, 1_000);
        addAll(4);
        Attempt<String> first = poll().orElseThrow();
        addAll(3);
        assertThat(queue.waiting()).isEqualTo(3);

        queue.complete(first, new DeliveryResult.Rejected("one of them"), now);

        assertThat(queue.waiting()).as("those that are retried").isEqualTo(4);
    }

    @Test
    void blockedEventsBeyondTheirQuotaAreDeferredNewestFirst() {
        queue = queue(8, 1, 20);
        add("healthy", "s");
        openRoute("r");
        for (int i = 0; i < 30; i++) {
            add("item-" + i, "r");
        }

        assertThat(deferred).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        assertThat(deferred).noneMatch(id -> id.startsWith("item-0/"));
        assertThat(queue.blockedUsage()).isLessThanOrEqualTo(1.5);
    }

    @Test
    void eventsOfARouteThatHangsAreDeferred() {
        queue = queue(8, true, 1, 20);
        for (int i = 0; i < 30; i++) {
            add("item-" + i, "r");
        }
        assertThat(pollAll()).hasSize(5);
        assertThat(deferred).isEmpty();

        now = now.plusSeconds(1);
        assertThat(poll()).isEmpty();

        assertThat(deferred).hasSizeGreaterThan(10);
        assertThat(queue.blockedUsage()).isLessThanOrEqualTo(1);
    }

    @Test
    void rejectedHalfIsAtFaultIfTheOtherHalvesAreAccepted() {
        queue = queue(8, 16, 1_000);
        for (int i = 0; i < 16; i++) {
            add("item-" + i, "r");
        }

        for (Optional<Attempt<String>> next = poll(); next.isPresent(); next = poll()) {
            if (ids(next).contains("item-5/5")) {
                queue.complete(next.get(), new DeliveryResult.Rejected("one of them"), now);
            } else {
                accept(next.get());
            }
        }

        assertThat(rejected).containsExactly("item-5/5");
    }

    @Test
    void laterEventsOfADeferredItemAreDeferredUntilItIsReadAgain() {
        queue = queue(8, 1, 10);
        add("healthy", "s");
        openRoute("r");
        for (int i = 0; i < 20; i++) {
            add("item-" + i, "r");
        }
        add("healthy", "s");
        String last = deferred.get(deferred.size() - 1);
        String item = last.substring(0, last.indexOf('/'));
        int before = deferred.size();

        add(item, "s");
        assertThat(deferred).hasSize(before + 1);
        queue.forgetDeferred(List.of(Records.ORDERS));
        add(item, "s");

        assertThat(deferred).hasSize(before + 1);
    }

    @Test
    void noEventIsDeferredWhileTheWholeDestinationIsUnavailable() {
        queue = queue(8, 1, 10);
        openRoute("r");
        for (int i = 0; i < 100; i++) {
            add("item-" + i, "r");
        }

        assertThat(deferred).isEmpty();
        assertThat(queue.blockedUsage()).isGreaterThan(1);
    }

    @Test
    void equalKeysOfDifferentTablesHaveDifferentLanes() {
        Optional<Item> image = Changes.item("a", Map.of());

        assertThat(LaneKey.of(Changes.change(Operation.MODIFY, "one", "a", 1, image, image)))
                .isNotEqualTo(LaneKey.of(Changes.change(Operation.MODIFY, "two", "a", 1, image, image)));
    }

    /** Lets five items of a route fail. */
    private void openRoute(String route) {
        List<Attempt<String>> attempts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            add("down-" + i, route);
        }
        for (Optional<Attempt<String>> next = poll(); next.isPresent(); next = poll()) {
            if (next.get().batch().route().isolation().equals(route)) {
                queue.complete(next.get(), DeliveryResult.Unavailable.ofRoute("503"), now);
            } else {
                attempts.add(next.get());
            }
        }
        attempts.forEach(this::accept);
    }

    private void addAll(int items) {
        for (int i = 0; i < items; i++) {
            add("item-" + number, "r");
        }
    }

    private void add(String item, String route) {
        ChangeEvent event = Changes.update(item, number);
        queue.add(
                new ReceivedEvent(
                        Records.record(Records.ORDERS, number, event),
                        event,
                        now,
                        offsets.track(Records.ORDERS, number, 100, Changes.TIME)),
                new Route(route, route),
                now);
        number++;
    }

    private Optional<Attempt<String>> poll() {
        return queue.poll(now);
    }

    private List<Attempt<String>> pollAll() {
        List<Attempt<String>> all = new ArrayList<>();
        for (Optional<Attempt<String>> next = poll(); next.isPresent(); next = poll()) {
            all.add(next.get());
        }
        return all;
    }

    private void accept(Attempt<String> attempt) {
        queue.complete(attempt, DeliveryResult.PerEvent.of(attempt.batch().size(), new EventResult.Delivered()), now);
    }

    private static List<String> ids(Optional<Attempt<String>> attempt) {
        return attempt.map(each -> each.batch().prepared()).orElse(List.of());
    }
}
