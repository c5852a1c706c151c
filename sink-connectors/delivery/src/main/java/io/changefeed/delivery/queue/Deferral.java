/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.record.RecordReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides which blocked events are deferred: dropped now, and read from Kafka again later, so that the events of other
 * routes and items find room in the buffer. The deferred events of an item always follow those that are kept.
 */
final class Deferral<P> {
    /** So many new events of an unavailable route are kept as probes. */
    private static final int KEPT_PROBES = 5;

    /** Events are deferred until so much of the quota is free that it does not happen for every event. */
    private static final double TARGET_USAGE = 0.5;

    /** The growth of the usage after which the search for events to defer is worth while again. */
    private static final double MIN_GROWTH = 0.1;

    private final BlockedEvents blocked;
    private double keptUsage;
    /** The items with deferred events that have not been read again. Items with equal hash codes share their fate. */
    private final Map<TopicPartition, Set<Long>> items = new HashMap<>();

    Deferral(BlockedEvents blocked) {
        this.blocked = blocked;
    }

    private static TopicPartition partition(QueuedEvent<?> event) {
        return RecordReader.partition(event.received().record());
    }

    /**
     * Whether a new event must be deferred.
     *
     * @param isBehindSuspect whether an earlier event of its item fails
     * @param isBehindOthers whether an earlier event of its item is kept
     * @param isOutage whether no event can be delivered; then the task stops reading instead
     */
    boolean defers(
            QueuedEvent<P> event,
            RouteQueue<P> queue,
            boolean isBehindSuspect,
            boolean isBehindOthers,
            boolean isOutage) {
        Set<Long> deferred = items.get(partition(event));
        if (deferred != null && deferred.contains(event.lane().hash())) {
            return true;
        }
        boolean isBlocked = isBehindSuspect || (queue.isBlocked() && (isBehindOthers || !keepsProbe(queue)));
        return isBlocked && !isOutage && blocked.usage() >= 1;
    }

    /** Whether the new events of a route are kept, because they are probes or the route is available. */
    boolean keepsProbe(RouteQueue<P> queue) {
        return !queue.isBlocked() || queue.newEvents() <= KEPT_PROBES;
    }

    /** Remembers that an event is deferred, so that later events of its item are deferred too. */
    void add(QueuedEvent<P> event) {
        items.computeIfAbsent(partition(event), key -> new HashSet<>())
                .add(event.lane().hash());
    }

    /** Called before events are read again, or when they are revoked. */
    void clear(Collection<TopicPartition> partitions) {
        items.keySet().removeAll(partitions);
    }

    /** Whether blocked events use more than their share of the buffer, and more of it than after the last deferral. */
    boolean isNeeded() {
        keptUsage = Math.min(keptUsage, blocked.usage());
        return blocked.usage() > Math.max(1, keptUsage + MIN_GROWTH);
    }

    /** Whether enough events were deferred. */
    boolean isDone() {
        return blocked.usage() <= TARGET_USAGE;
    }

    /** Called after blocked events were deferred. The rest is kept as probes or is being retried. */
    void onEnd() {
        keptUsage = blocked.usage();
    }
}
