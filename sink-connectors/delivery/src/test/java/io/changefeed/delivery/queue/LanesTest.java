/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.delivery.Changes;
import io.changefeed.event.Item;
import io.changefeed.event.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Instant NOW = Changes.TIME;

    private final QueuedEvents events = new QueuedEvents();
    private final Lanes<String> lanes = new Lanes<>(new BatchLimits(2, 250, Duration.ZERO));

    @Test
    void emptyLanesReturnNoBatch() {
        assertThat(lanes.take(NOW)).isEmpty();
        assertThat(lanes.due()).isEmpty();
    }

    @Test
    void eventIsTakenOnce() {
        QueuedEvent<String> a = add("a");

        assertThat(lanes.take(NOW)).contains(List.of(a));
        assertThat(lanes.take(NOW)).isEmpty();
    }

    @Test
    void nextEventOfALaneWaitsForTheRelease() {
        QueuedEvent<String> first = add("a");
        QueuedEvent<String> second = add("a");
        assertThat(lanes.take(NOW)).contains(List.of(first));
        assertThat(lanes.take(NOW)).isEmpty();

        lanes.release(first);

        assertThat(lanes.take(NOW)).contains(List.of(second));
    }

    @Test
    void eventOfAnOccupiedLaneWaits() {
        QueuedEvent<String> first = add("a");
        lanes.take(NOW);
        QueuedEvent<String> second = add("a");
        assertThat(lanes.take(NOW)).isEmpty();

        lanes.release(first);

        assertThat(lanes.take(NOW)).contains(List.of(second));
    }

    @Test
    void eventPutBackPrecedesTheNextOfItsLane() {
        QueuedEvent<String> first = add("a");
        add("a");
        lanes.take(NOW);

        lanes.putBack(first);

        assertThat(lanes.take(NOW)).contains(List.of(first));
    }

    @Test
    void eventPutBackIsTakenWithOthers() {
        QueuedEvent<String> first = add("a");
        lanes.take(NOW);
        QueuedEvent<String> other = add("b");

        lanes.putBack(first);

        assertThat(lanes.take(NOW)).contains(List.of(first, other));
    }

    @Test
    void oldestEventsAreTakenFirst() {
        QueuedEvent<String> a1 = add("a");
        QueuedEvent<String> a2 = add("a");
        lanes.take(NOW);
        QueuedEvent<String> b = add("b");
        add("c");

        lanes.release(a1);

        assertThat(lanes.take(NOW)).contains(List.of(a2, b));
    }

    @Test
    void batchIsLimitedByRecords() {
        add("a");
        add("b");
        add("c");

        assertThat(lanes.take(NOW).orElseThrow()).hasSize(2);
        assertThat(lanes.take(NOW).orElseThrow()).hasSize(1);
    }

    @Test
    void batchIsLimitedByBytes() {
        add("a", "r", 150, NOW);
        add("b", "r", 100, NOW);
        add("c", "r", 100, NOW);
        add("d", "r", 151, NOW);

        assertThat(lanes.take(NOW).orElseThrow()).hasSize(2);
        assertThat(lanes.take(NOW).orElseThrow()).hasSize(1);
        assertThat(lanes.take(NOW).orElseThrow()).hasSize(1);
    }

    @Test
    void eventLargerThanTheLimitIsTakenAlone() {
        add("a", "r", 10_000, NOW);
        add("b");

        assertThat(lanes.take(NOW).orElseThrow()).hasSize(1);
    }

    @Test
    void routeWithTheOldestEventIsTakenFirst() {
        QueuedEvent<String> a = add("a", "r", 1, NOW);
        QueuedEvent<String> b = add("b", "s", 1, NOW);
        QueuedEvent<String> c = add("c", "r", 1, NOW);
        QueuedEvent<String> d = add("d", "s", 1, NOW);

        assertThat(lanes.take(NOW)).contains(List.of(a, c));
        assertThat(lanes.take(NOW)).contains(List.of(b, d));
        assertThat(lanes.take(NOW)).isEmpty();
    }

    @Test
    void eventLingersUntilTheBatchIsFull() {
        Lanes<String> lingering = new Lanes<>(new BatchLimits(2, 250, Duration.ofMillis(50)));
        lingering.add(events.of("a"));
        assertThat(lingering.take(NOW.plusMillis(49))).isEmpty();
        assertThat(lingering.due()).contains(NOW.plusMillis(50));
        assertThat(lingering.take(NOW.plusMillis(50))).isPresent();

        lingering.add(events.of("b"));
        lingering.add(events.of("c"));
        assertThat(lingering.due().orElseThrow()).isBefore(NOW);
        assertThat(lingering.take(NOW)).isPresent();
        assertThat(lingering.due()).isEmpty();
    }

    @Test
    void batchIsFullAtTheByteLimit() {
        Lanes<String> lingering = new Lanes<>(new BatchLimits(100, 250, Duration.ofMillis(50)));
        lingering.add(events.of("a", "r", 249, NOW));
        assertThat(lingering.take(NOW)).isEmpty();

        lingering.add(events.of("b", "r", 1, NOW));

        assertThat(lingering.take(NOW).orElseThrow()).hasSize(2);
        lingering.add(events.of("c", "r", 249, NOW));
        assertThat(lingering.take(NOW))
                .as("the bytes of taken events no longer count")
                .isEmpty();
    }

    @Test
    void fullBatchDoesNotWaitForAnOlderPartialOne() {
        Lanes<String> lingering = new Lanes<>(new BatchLimits(2, 250, Duration.ofMillis(50)));
        lingering.add(events.of("a", "r", 1, NOW));
        lingering.add(events.of("b", "s", 1, NOW));
        lingering.add(events.of("c", "s", 1, NOW));

        assertThat(lingering.take(NOW).orElseThrow())
                .extracting(event -> event.route().request())
                .containsExactly("s", "s");
        assertThat(lingering.due()).contains(NOW.plusMillis(50));
    }

    @Test
    void waitInTheLaneCountsAsLinger() {
        Lanes<String> lingering = new Lanes<>(new BatchLimits(2, 250, Duration.ofMillis(50)));
        QueuedEvent<String> first = events.of("a");
        lingering.add(first);
        lingering.add(events.of("a"));
        lingering.take(NOW.plusMillis(50));

        lingering.release(first);

        assertThat(lingering.take(NOW.plusMillis(60))).isPresent();
    }

    @Test
    void revokedEventsAreDroppedAndOccupiedLanesStayOccupied() {
        QueuedEvent<String> inFlight = add("a");
        lanes.take(NOW);
        add("a");
        add("b");
        events.revokeAll();
        QueuedEvent<String> again = add("a");

        lanes.dropRevoked();
        assertThat(lanes.take(NOW)).isEmpty();
        lanes.release(inFlight);

        assertThat(lanes.take(NOW)).contains(List.of(again));
        assertThat(lanes.take(NOW)).isEmpty();
    }

    @Test
    void eventsThatAreNotRevokedStayInOrder() {
        add("a");
        events.revokeAll();
        QueuedEvent<String> b = add("b");
        QueuedEvent<String> a = add("a");

        lanes.dropRevoked();

        assertThat(lanes.take(NOW)).contains(List.of(b, a));
    }

    @Test
    void releaseOfAnUnknownLaneFails() {
        assertThatThrownBy(() -> lanes.release(events.of("a"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void equalKeysOfDifferentTablesHaveDifferentLanes() {
        Optional<Item> image = Changes.item("a", Map.of());

        assertThat(LaneKey.of(Changes.change(Operation.MODIFY, "one", "a", 1, image, image)))
                .isNotEqualTo(LaneKey.of(Changes.change(Operation.MODIFY, "two", "a", 1, image, image)));
    }

    private QueuedEvent<String> add(String item) {
        return add(item, "r", 100, NOW);
    }

    private QueuedEvent<String> add(String item, String route, long bytes, Instant arrived) {
        QueuedEvent<String> event = events.of(item, route, bytes, arrived);
        lanes.add(event);
        return event;
    }
}
