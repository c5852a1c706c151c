/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.dispatch.BlockedUsage;
import io.changefeed.delivery.dispatch.DeliveryMeter;
import io.changefeed.delivery.dispatch.Dispatcher;
import io.changefeed.delivery.record.OffsetTracker;
import io.changefeed.delivery.record.PendingOffset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads deferred events again: events that were dropped from the buffer, because their route or an earlier event of
 * their item blocked them. The consumer is rewound to the lowest deferred event of a partition. Up to the last event
 * that was read before, only deferred events are accepted, and all others are skipped.
 *
 * <p>An event must not be accepted before an earlier deferred one of its item. The dispatcher therefore defers all later
 * events of the item until {@link Dispatcher#forgetDeferred}. From then on, and until the consumer is rewound, all
 * records of the partition are postponed.
 */
final class DeferredEvents {
    /** Events are read again while less of their part of the buffer is in use. */
    private static final double MAX_USAGE = 0.5;

    /**
     * The minimum interval for a partition. It needs no backoff: events that are still blocked fill their part of the
     * buffer again, and end the reading.
     */
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(DeferredEvents.class);

    private final SinkTaskContext context;
    private final OffsetTracker offsets;
    private final Dispatcher<?> dispatcher;
    private final InstantSource clock;
    private final DeliveryMeter meter;
    private final Map<TopicPartition, Rereading> partitions = new HashMap<>();

    /** How a record is to be treated. */
    enum Treatment {
        /** The record was not read before. */
        ACCEPT,
        /** Its event was deferred. */
        RESUME,
        /** It was read before, and was not deferred. */
        SKIP,
        /** It will be read again, because the consumer is about to be rewound. */
        POSTPONE
    }

    private enum Phase {
        IDLE,
        /** The dispatcher has been asked to forget which items have deferred events. */
        FORGETTING,
        /** All events that were deferred before are known. */
        FORGOTTEN,
        /** The consumer is rewound. */
        READING
    }

    private static final class Rereading {
        private Phase phase = Phase.IDLE;
        private CompletableFuture<Void> forgotten = CompletableFuture.completedFuture(null);
        /** The lowest offset of a postponed record, or the one to which the consumer is rewound for it. */
        private OptionalLong postponed = OptionalLong.empty();
        /** The lowest offset that can be read next. */
        private long next;
        /** The offset after the last event that was read before. */
        private long end;

        private Instant due = Instant.MIN;

        private boolean isPostponing() {
            return phase == Phase.FORGETTING || phase == Phase.FORGOTTEN;
        }
    }

    DeferredEvents(
            SinkTaskContext context,
            OffsetTracker offsets,
            Dispatcher<?> dispatcher,
            InstantSource clock,
            DeliveryMeter meter) {
        this.context = context;
        this.offsets = offsets;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.meter = meter;
    }

    /** Marks an event that the dispatcher has dropped. */
    void defer(PendingOffset offset) {
        if (!offset.isRevoked()) {
            offsets.defer(offset);
            partitions.putIfAbsent(offset.partition(), new Rereading());
        }
    }

    /** Called before the events that the dispatcher has deferred are marked. */
    void onPut() {
        partitions.values().stream()
                .filter(rereading -> rereading.phase == Phase.FORGETTING && rereading.forgotten.isDone())
                .forEach(rereading -> rereading.phase = Phase.FORGOTTEN);
    }

    /** Returns how to treat a record. */
    Treatment treatment(TopicPartition partition, long offset) {
        Rereading rereading = partitions.get(partition);
        if (rereading == null) {
            return Treatment.ACCEPT;
        }
        if (rereading.isPostponing()) {
            rereading.postponed = OptionalLong.of(Math.min(rereading.postponed.orElse(offset), offset));
            return Treatment.POSTPONE;
        }
        rereading.postponed = OptionalLong.empty();
        // The consumer can be rewound further, for example by Connect after a failed commit.
        if (rereading.phase == Phase.IDLE || offset < rereading.next) {
            rereading.phase = Phase.IDLE;
            return Treatment.ACCEPT;
        }
        acknowledgeMissing(partition, rereading.next, Math.min(offset, rereading.end));
        rereading.next = offset + 1;
        if (rereading.next >= rereading.end) {
            rereading.phase = Phase.IDLE;
        }
        if (offset >= rereading.end) {
            return Treatment.ACCEPT;
        }
        return offsets.isDeferred(partition, offset) ? Treatment.RESUME : Treatment.SKIP;
    }

    private void acknowledgeMissing(TopicPartition partition, long from, long to) {
        int missing = offsets.acknowledgeMissing(partition, from, to);
        if (missing > 0) {
            meter.lost(missing);
            LOG.error(
                    "{} undelivered event(s) between the offsets {} and {} of {} are lost: they had to be read again,"
                            + " but the topic no longer contains them. Increase its retention, and disable its"
                            + " compaction. To repair the destination, take a snapshot of the table",
                    missing,
                    from,
                    to - 1,
                    partition);
        }
    }

    /** Rewinds the consumer to deferred events if they can probably be delivered. Called at the end of each put. */
    void rewind() {
        BlockedUsage blocked = dispatcher.blocked();
        Instant now = clock.instant();
        partitions.forEach((partition, rereading) -> {
            if (rereading.phase == Phase.FORGOTTEN) {
                rewind(partition, rereading, now);
            } else if (rereading.phase == Phase.IDLE
                    && offsets.deferred(partition) > 0
                    && !now.isBefore(rereading.due)
                    && blocked.quotaUsed() < MAX_USAGE
                    && !blocked.isDestinationUnavailable()) {
                rereading.phase = Phase.FORGETTING;
                rereading.forgotten = dispatcher.forgetDeferred(partition);
            }
        });
    }

    private void rewind(TopicPartition partition, Rereading rereading, Instant now) {
        long lowest = Math.min(
                offsets.lowestDeferred(partition).orElse(Long.MAX_VALUE), rereading.postponed.orElse(Long.MAX_VALUE));
        rereading.next = lowest;
        rereading.end = offsets.end(partition);
        rereading.phase = lowest < rereading.end ? Phase.READING : Phase.IDLE;
        rereading.due = now.plus(INTERVAL);
        if (lowest < Long.MAX_VALUE) {
            LOG.debug("Reading {} again from offset {}: deferred events", partition, lowest);
            rereading.postponed = OptionalLong.of(lowest);
            context.offset(partition, lowest);
        }
    }

    /**
     * Limits the positions of the consumer to the records that were not postponed.
     *
     * @param current the positions, which can be those before the consumer is rewound
     */
    Map<TopicPartition, OffsetAndMetadata> withoutPostponed(Map<TopicPartition, OffsetAndMetadata> current) {
        Map<TopicPartition, OffsetAndMetadata> limited = new HashMap<>(current);
        limited.replaceAll((partition, position) -> {
            Rereading rereading = partitions.get(partition);
            return rereading == null || rereading.postponed.orElse(Long.MAX_VALUE) >= position.offset()
                    ? position
                    : new OffsetAndMetadata(rereading.postponed.getAsLong());
        });
        return limited;
    }

    /** Whether the next put is needed to read events again. */
    boolean isWaiting() {
        return offsets.deferred() > 0 || partitions.values().stream().anyMatch(Rereading::isPostponing);
    }

    /** Whether records of a partition are expected that were read before. */
    boolean isReadAgain(TopicPartition partition) {
        Rereading rereading = partitions.get(partition);
        return rereading != null && rereading.phase == Phase.READING;
    }

    /** Handles partitions that were revoked, after the dispatcher has dropped their events. */
    void close(Collection<TopicPartition> revoked) {
        for (TopicPartition partition : revoked) {
            partitions.remove(partition);
            CompletableFuture<Void> unused = dispatcher.forgetDeferred(partition);
        }
    }
}
