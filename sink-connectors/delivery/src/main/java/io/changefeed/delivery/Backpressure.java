/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.record.OffsetTracker;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses and resumes partitions: all of them while enough events have been read ahead or the task's buffer is full, and
 * a single one while too many events follow its lowest pending offset.
 *
 * <p>Events that can be delivered are read ahead only as far as the deliveries need, because the garbage collector copies
 * what waits for long. Events that must wait, for example for a route that is unavailable or for others to fill their
 * batch, do not count. So the rest of the buffer fills the batches, and keeps the other routes and items busy.
 */
final class Backpressure {
    private static final Logger LOG = LoggerFactory.getLogger(Backpressure.class);

    private final SinkTaskContext context;
    private final DeliveryConfig limits;
    private final OffsetTracker offsets;
    private final DeferredEvents deferred;
    private final LongSupplier waiting;
    private final Set<TopicPartition> open = new HashSet<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    /** The offset that blocks a partition, as logged. */
    private final Map<TopicPartition, Long> blocking = new HashMap<>();

    private boolean isFull;
    private boolean isStopped;

    /** @param waiting supplies the number of events for which others must be read */
    Backpressure(
            SinkTaskContext context,
            DeliveryConfig limits,
            OffsetTracker offsets,
            DeferredEvents deferred,
            LongSupplier waiting) {
        this.context = context;
        this.limits = limits;
        this.offsets = offsets;
        this.deferred = deferred;
        this.waiting = waiting;
    }

    /**
     * Handles partitions that were assigned. Resumes them, because Connect pauses a partition again if it was paused
     * when it was revoked.
     */
    void open(Collection<TopicPartition> opened) {
        open.addAll(opened);
        paused.removeAll(opened);
        context.resume(opened.toArray(TopicPartition[]::new));
        apply();
    }

    /** Handles partitions that were revoked. */
    void close(Collection<TopicPartition> closed) {
        open.removeAll(closed);
        paused.removeAll(closed);
        blocking.keySet().removeAll(closed);
    }

    /** Pauses all partitions from now on, because the task is about to fail. */
    void stop() {
        isStopped = true;
    }

    /** Pauses and resumes partitions according to the pending events. */
    void apply() {
        // Resumes only when half of the buffer is free, because the consumer would otherwise fetch records one by one.
        isFull = isFull
                ? offsets.pendingRecords() > limits.bufferMaxRecords() / 2
                        || offsets.pendingBytes() > limits.bufferMaxBytes() / 2
                : offsets.pendingRecords() >= limits.bufferMaxRecords()
                        || offsets.pendingBytes() >= limits.bufferMaxBytes();
        // A poll returns many records, so there is no need to wait until a part of the events is delivered.
        boolean isAhead = offsets.pendingRecords() - waiting.getAsLong() >= limits.readAhead();
        Predicate<TopicPartition> isBlocked = partition -> isStopped || isFull || isAhead || isAtLimit(partition);
        TopicPartition[] pause = open.stream()
                .filter(isBlocked.and(partition -> !paused.contains(partition)))
                .toArray(TopicPartition[]::new);
        TopicPartition[] resume = paused.stream().filter(isBlocked.negate()).toArray(TopicPartition[]::new);
        if (pause.length > 0) {
            context.pause(pause);
            paused.addAll(Set.of(pause));
        }
        if (resume.length > 0) {
            context.resume(resume);
            paused.removeAll(Set.of(resume));
        }
    }

    private boolean isAtLimit(TopicPartition partition) {
        boolean isAtLimit = offsets.uncommitted(partition) >= limits.maxUncommittedRecords();
        if (isAtLimit) {
            logLimit(partition);
        }
        // Reading deferred events again adds none.
        return isAtLimit && !deferred.isReadAgain(partition);
    }

    /** Logs each offset that blocks a partition once. */
    private void logLimit(TopicPartition partition) {
        long lowest = offsets.lowest(partition).orElseThrow();
        if (!Objects.equals(blocking.put(partition, lowest), lowest)) {
            LOG.error(
                    "{} is paused: {} events follow the undelivered event at offset {} ('{}={}'). Reading continues when"
                            + " that event is delivered or rejected; check why the destination does not accept it",
                    partition,
                    offsets.uncommitted(partition) - 1,
                    lowest,
                    DeliveryConfig.MAX_UNCOMMITTED_RECORDS,
                    limits.maxUncommittedRecords());
        }
    }

    boolean isPaused() {
        return !paused.isEmpty();
    }
}
