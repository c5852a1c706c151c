/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import static java.util.Comparator.comparingLong;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The events of one route that can be delivered now, each of a different item, oldest first. */
final class RouteQueue<P> {
    private final BatchLimits limits;
    private final PriorityQueue<QueuedEvent<P>> events = new PriorityQueue<>(comparingLong(QueuedEvent::number));
    private long bytes;

    RouteQueue(BatchLimits limits) {
        this.limits = limits;
    }

    void add(QueuedEvent<P> event) {
        events.add(event);
        bytes += event.received().bytes();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Whether the events fill a batch. */
    boolean isFull() {
        return events.size() >= limits.records() || bytes >= limits.bytes();
    }

    /** Returns the number of the oldest event. The queue must not be empty. */
    long number() {
        return events.element().number();
    }

    /** Returns when the oldest event has lingered long enough. */
    Instant due() {
        return events.element().received().receivedAt().plus(limits.linger());
    }

    /** Removes the events of the next batch, at least one. */
    List<QueuedEvent<P>> take() {
        List<QueuedEvent<P>> batch = new ArrayList<>(Math.min(events.size(), limits.records()));
        long batchBytes = 0;
        do {
            QueuedEvent<P> event = events.remove();
            batchBytes += event.received().bytes();
            batch.add(event);
        } while (!events.isEmpty()
                && batch.size() < limits.records()
                && batchBytes + events.element().received().bytes() <= limits.bytes());
        bytes -= batchBytes;
        return batch;
    }
}
