/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Waiting events, in one lane per item. A lane is occupied while one of its events is being delivered or waits for a
 * retry. The first event of every other lane can be delivered.
 */
final class Lanes<P> {
    /** The number of items whose events were at fault, and that are remembered. */
    private static final int MAX_STRUCK_ITEMS = 1_000;

    private final Map<LaneKey, Lane<P>> lanes = new HashMap<>();
    /** When an event of an item was struck for the first time since the last one that was delivered. */
    private final Map<LaneKey, Instant> struckItems = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LaneKey, Instant> eldest) {
            return size() > MAX_STRUCK_ITEMS;
        }
    };

    /** The events of one item. */
    static final class Lane<P> {
        private final Deque<QueuedEvent<P>> waiting = new ArrayDeque<>(1);
        private boolean isOccupied;
        private boolean isSuspect;

        /** The events after the one that occupies the lane; all events if none does. */
        Deque<QueuedEvent<P>> waiting() {
            return waiting;
        }

        /** Whether the next event waits for the one that occupies the lane. */
        boolean isOccupied() {
            return isOccupied;
        }

        /** Whether the event that occupies the lane has failed. */
        boolean isSuspect() {
            return isSuspect;
        }

        /** Occupies the lane with its first event. */
        void occupy() {
            waiting.removeFirst();
            isOccupied = true;
        }

        void suspect() {
            isSuspect = true;
        }
    }

    /** Returns the lane of an item, if it has events. */
    Optional<Lane<P>> find(LaneKey key) {
        return Optional.ofNullable(lanes.get(key));
    }

    /** Returns the lane of an event that waits or occupies it. */
    Lane<P> of(QueuedEvent<P> event) {
        return find(event.lane())
                .orElseThrow(() -> new IllegalStateException(
                        "no event of this item is waiting or being delivered: " + event.lane()));
    }

    /** Appends an event to the lane of its item, which is returned. */
    Lane<P> add(QueuedEvent<P> event) {
        Lane<P> lane = lanes.computeIfAbsent(event.lane(), key -> new Lane<>());
        lane.waiting.addLast(event);
        return lane;
    }

    /** Ends the occupation of a lane. Returns the next event, which can be delivered. */
    Optional<QueuedEvent<P>> release(QueuedEvent<P> event) {
        Lane<P> lane = of(event);
        lane.isOccupied = false;
        lane.isSuspect = false;
        if (lane.waiting.isEmpty()) {
            lanes.remove(event.lane());
        }
        return Optional.ofNullable(lane.waiting.peekFirst());
    }

    /** Returns when an event of an item was struck for the first time since the last one that was delivered. */
    Optional<Instant> struckAt(LaneKey item) {
        return Optional.ofNullable(struckItems.get(item));
    }

    /** Called when an event is at fault. The next events of its item need not be retried for as long. */
    void onFault(LaneKey item, Optional<Instant> struckAt) {
        struckAt.ifPresent(time -> struckItems.put(item, time));
    }

    /** Called when an event is delivered. */
    void onDelivery(LaneKey item) {
        struckItems.remove(item);
    }

    Collection<Lane<P>> all() {
        return lanes.values();
    }

    /** Removes the lanes without events. */
    void removeEmpty() {
        lanes.values().removeIf(lane -> !lane.isOccupied && lane.waiting.isEmpty());
    }
}
