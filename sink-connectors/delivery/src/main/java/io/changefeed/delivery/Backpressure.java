/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.record.OffsetTracker;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Pauses and resumes partitions: all of them while the task's buffer is full, and a single one while too many events
 * follow its lowest pending offset.
 */
final class Backpressure {
    private final SinkTaskContext context;
    private final DeliveryConfig limits;
    private final OffsetTracker offsets;
    private final Set<TopicPartition> open = new HashSet<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private boolean isFull;
    private boolean isStopped;

    Backpressure(SinkTaskContext context, DeliveryConfig limits, OffsetTracker offsets) {
        this.context = context;
        this.limits = limits;
        this.offsets = offsets;
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
        Predicate<TopicPartition> isBlocked =
                partition -> isStopped || isFull || offsets.uncommitted(partition) >= limits.maxUncommittedRecords();
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

    boolean isPaused() {
        return !paused.isEmpty();
    }
}
