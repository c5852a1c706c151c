/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.lane;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Events that wait, in one lane per item. A lane is taken while an event of it is under way: from {@link #take} until
 * {@link #release} or {@link #putBack}. The first event of each other lane may be delivered, in batches of one route,
 * the oldest first.
 */
public final class Lanes {
    private final BatchLimits limits;
    private final Map<LaneKey, Lane> lanes = new HashMap<>();
    private final Map<Object, RouteQueue> routes = new HashMap<>();
    /** By the number of their oldest event, so that none is passed over for long, however many there are. */
    private final TreeMap<Long, RouteQueue> byAge = new TreeMap<>();

    private final TreeMap<Long, RouteQueue> full = new TreeMap<>();

    public Lanes(BatchLimits limits) {
        this.limits = limits;
    }

    /** Appends an event to the lane of its item. */
    public void add(LaneEvent event) {
        Lane lane = lanes.computeIfAbsent(event.lane(), key -> new Lane());
        lane.waiting.addLast(event);
        if (!lane.isTaken && lane.waiting.size() == 1) {
            offer(event);
        }
    }

    /** The next batch, if there is one that is full, or whose oldest event has waited long enough. */
    public Optional<List<LaneEvent>> take(Instant now) {
        return oldestReady(now).map(route -> {
            forget(route);
            List<LaneEvent> batch = route.take();
            remember(route, batch.get(0).route());
            for (LaneEvent event : batch) {
                Lane lane = lane(event);
                lane.waiting.removeFirst();
                lane.isTaken = true;
            }
            return batch;
        });
    }

    private Optional<RouteQueue> oldestReady(Instant now) {
        return Optional.ofNullable(byAge.firstEntry())
                .filter(oldest -> !now.isBefore(oldest.getValue().due()))
                .or(() -> Optional.ofNullable(full.firstEntry()))
                .map(Map.Entry::getValue);
    }

    /** When {@link #take} will have a batch, if nothing else happens; a time that has passed when it has one now. */
    public Optional<Instant> due() {
        return full.isEmpty()
                ? Optional.ofNullable(byAge.firstEntry())
                        .map(oldest -> oldest.getValue().due())
                : Optional.of(Instant.MIN);
    }

    /** The event that was taken needs no delivery any more: the next one of its lane may follow. */
    public void release(LaneEvent event) {
        Lane lane = lane(event);
        lane.isTaken = false;
        LaneEvent next = lane.waiting.peekFirst();
        if (next == null) {
            lanes.remove(event.lane());
        } else {
            offer(next);
        }
    }

    /** The event that was taken may be delivered again, with others. */
    public void putBack(LaneEvent event) {
        Lane lane = lane(event);
        lane.isTaken = false;
        lane.waiting.addFirst(event);
        offer(event);
    }

    /** Drops the waiting events that have become void. */
    public void dropVoid() {
        routes.clear();
        byAge.clear();
        full.clear();
        lanes.values().forEach(lane -> lane.waiting.removeIf(LaneEvent::isVoid));
        lanes.values().removeIf(lane -> !lane.isTaken && lane.waiting.isEmpty());
        lanes.values().stream().filter(lane -> !lane.isTaken).forEach(lane -> offer(lane.waiting.getFirst()));
    }

    private void offer(LaneEvent event) {
        RouteQueue route = routes.computeIfAbsent(event.route(), key -> new RouteQueue(limits));
        forget(route);
        route.add(event);
        remember(route, event.route());
    }

    private void forget(RouteQueue route) {
        if (!route.isEmpty()) {
            byAge.remove(route.number());
            full.remove(route.number());
        }
    }

    private void remember(RouteQueue route, Object key) {
        if (route.isEmpty()) {
            routes.remove(key);
            return;
        }
        byAge.put(route.number(), route);
        if (route.isFull()) {
            full.put(route.number(), route);
        }
    }

    private Lane lane(LaneEvent event) {
        Lane lane = lanes.get(event.lane());
        if (lane == null) {
            throw new IllegalStateException("no event of this item waits or is under way: " + event.lane());
        }
        return lane;
    }

    private static final class Lane {
        private final Deque<LaneEvent> waiting = new ArrayDeque<>(1);
        private boolean isTaken;
    }
}
