/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.Route;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Waiting events, in one lane per item. A lane is occupied while one of its events is being delivered or waits for a
 * retry: from {@link #take} until {@link #release} or {@link #putBack}. The first event of every other lane can be
 * delivered, in batches of one route, oldest first.
 */
final class Lanes<P> {
    private final BatchLimits limits;
    private final Map<LaneKey, Lane<P>> lanes = new HashMap<>();
    private final Map<Route, RouteQueue<P>> routes = new HashMap<>();
    /** By the number of their oldest event, so that no route starves, however many there are. */
    private final TreeMap<Long, RouteQueue<P>> byAge = new TreeMap<>();

    private final TreeMap<Long, RouteQueue<P>> full = new TreeMap<>();

    Lanes(BatchLimits limits) {
        this.limits = limits;
    }

    /** Appends an event to the lane of its item. */
    void add(QueuedEvent<P> event) {
        Lane<P> lane = lanes.computeIfAbsent(event.lane(), key -> new Lane<>());
        lane.waiting.addLast(event);
        if (!lane.isOccupied && lane.waiting.size() == 1) {
            offer(event);
        }
    }

    /** Removes the next batch, if one is full or its oldest event has lingered long enough. */
    Optional<List<QueuedEvent<P>>> take(Instant now) {
        return oldestReady(now).map(route -> {
            unindex(route);
            List<QueuedEvent<P>> batch = route.take();
            index(route, batch.get(0).route());
            for (QueuedEvent<P> event : batch) {
                Lane<P> lane = lane(event);
                lane.waiting.removeFirst();
                lane.isOccupied = true;
            }
            return batch;
        });
    }

    private Optional<RouteQueue<P>> oldestReady(Instant now) {
        return Optional.ofNullable(byAge.firstEntry())
                .filter(oldest -> !now.isBefore(oldest.getValue().due()))
                .or(() -> Optional.ofNullable(full.firstEntry()))
                .map(Map.Entry::getValue);
    }

    /** Returns when {@link #take} returns a batch unless something else happens; in the past if it returns one now. */
    Optional<Instant> due() {
        return full.isEmpty()
                ? Optional.ofNullable(byAge.firstEntry())
                        .map(oldest -> oldest.getValue().due())
                : Optional.of(Instant.MIN);
    }

    /** Completes an event that was taken, so that the next event of its lane can be taken. */
    void release(QueuedEvent<P> event) {
        Lane<P> lane = lane(event);
        lane.isOccupied = false;
        QueuedEvent<P> next = lane.waiting.peekFirst();
        if (next == null) {
            lanes.remove(event.lane());
        } else {
            offer(next);
        }
    }

    /** Puts back an event that was taken, so that it can be taken again, together with others. */
    void putBack(QueuedEvent<P> event) {
        Lane<P> lane = lane(event);
        lane.isOccupied = false;
        lane.waiting.addFirst(event);
        offer(event);
    }

    /** Drops the waiting events that are revoked. */
    void dropRevoked() {
        routes.clear();
        byAge.clear();
        full.clear();
        lanes.values().forEach(lane -> lane.waiting.removeIf(QueuedEvent::isRevoked));
        lanes.values().removeIf(lane -> !lane.isOccupied && lane.waiting.isEmpty());
        lanes.values().stream().filter(lane -> !lane.isOccupied).forEach(lane -> offer(lane.waiting.getFirst()));
    }

    private void offer(QueuedEvent<P> event) {
        RouteQueue<P> route = routes.computeIfAbsent(event.route(), key -> new RouteQueue<>(limits));
        unindex(route);
        route.add(event);
        index(route, event.route());
    }

    private void unindex(RouteQueue<P> route) {
        if (!route.isEmpty()) {
            byAge.remove(route.number());
            full.remove(route.number());
        }
    }

    private void index(RouteQueue<P> route, Route key) {
        if (route.isEmpty()) {
            routes.remove(key);
            return;
        }
        byAge.put(route.number(), route);
        if (route.isFull()) {
            full.put(route.number(), route);
        }
    }

    private Lane<P> lane(QueuedEvent<P> event) {
        Lane<P> lane = lanes.get(event.lane());
        if (lane == null) {
            throw new IllegalStateException("no event of this item is waiting or being delivered: " + event.lane());
        }
        return lane;
    }

    private static final class Lane<P> {
        private final Deque<QueuedEvent<P>> waiting = new ArrayDeque<>(1);
        private boolean isOccupied;
    }
}
