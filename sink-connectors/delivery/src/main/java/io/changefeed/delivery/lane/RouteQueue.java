/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.lane;

import static java.util.Comparator.comparingLong;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The events of one route that may be delivered now, each of another item, the oldest first. */
final class RouteQueue {
    private final BatchLimits limits;
    private final PriorityQueue<LaneEvent> events = new PriorityQueue<>(comparingLong(LaneEvent::number));
    private long bytes;

    RouteQueue(BatchLimits limits) {
        this.limits = limits;
    }

    void add(LaneEvent event) {
        events.add(event);
        bytes += event.pending().bytes();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Whether waiting for more events makes no sense. */
    boolean isFull() {
        return events.size() >= limits.records() || bytes >= limits.bytes();
    }

    /** The number of the oldest event; there must be one. */
    long number() {
        return events.element().number();
    }

    /** When the oldest event has waited for others long enough. */
    Instant due() {
        return events.element().pending().arrived().plus(limits.linger());
    }

    /** Takes as many events as a batch can have, and at least one. */
    List<LaneEvent> take() {
        List<LaneEvent> batch = new ArrayList<>(Math.min(events.size(), limits.records()));
        long batchBytes = 0;
        do {
            LaneEvent event = events.remove();
            batchBytes += event.pending().bytes();
            batch.add(event);
        } while (!events.isEmpty()
                && batch.size() < limits.records()
                && batchBytes + events.element().pending().bytes() <= limits.bytes());
        bytes -= batchBytes;
        return batch;
    }
}
