/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** New events that can share a request and be delivered now, each of a different item, oldest first. */
final class RequestQueue<P> {
    private final NavigableMap<Long, QueuedEvent<P>> events = new TreeMap<>();
    private long bytes;

    void add(QueuedEvent<P> event) {
        events.put(event.number(), event);
        bytes += event.bytes();
    }

    void remove(QueuedEvent<P> event) {
        events.remove(event.number());
        bytes -= event.bytes();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    int size() {
        return events.size();
    }

    /** Whether the events fill a batch. */
    boolean isFull(BatchLimits limits) {
        return events.size() >= limits.records() || bytes >= limits.bytes();
    }

    /** Returns the number of the oldest event. The queue must not be empty. */
    long number() {
        return events.firstKey();
    }

    /** Returns when the oldest event has lingered long enough. The queue must not be empty. */
    Instant due(BatchLimits limits) {
        return events.firstEntry().getValue().received().receivedAt().plus(limits.linger());
    }

    /** Removes the events of the next batch, at least one. */
    List<QueuedEvent<P>> take(BatchLimits limits) {
        List<QueuedEvent<P>> batch = new ArrayList<>(Math.min(events.size(), limits.records()));
        long batchBytes = 0;
        for (Iterator<QueuedEvent<P>> next = events.values().iterator(); next.hasNext(); ) {
            QueuedEvent<P> event = next.next();
            boolean fits = batch.size() < limits.records() && batchBytes + event.bytes() <= limits.bytes();
            if (!batch.isEmpty() && !fits) {
                break;
            }
            batch.add(event);
            batchBytes += event.bytes();
            next.remove();
        }
        bytes -= batchBytes;
        return batch;
    }
}
