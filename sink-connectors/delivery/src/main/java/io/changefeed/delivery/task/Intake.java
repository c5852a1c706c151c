/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.task;

import io.changefeed.delivery.config.DeliveryConfig;
import io.changefeed.delivery.offset.Ledger;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Which partitions the consumer reads: none while the task holds too much, and not one that a single event keeps from
 * being committed for too long.
 */
final class Intake {
    private final SinkTaskContext context;
    private final DeliveryConfig limits;
    private final Ledger ledger;
    private final Set<TopicPartition> open = new HashSet<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private boolean isFull;

    Intake(SinkTaskContext context, DeliveryConfig limits, Ledger ledger) {
        this.context = context;
        this.limits = limits;
        this.ledger = ledger;
    }

    /** Partitions were given to the task. Connect has paused again those that were paused when they were last taken. */
    void open(Collection<TopicPartition> opened) {
        open.addAll(opened);
        paused.removeAll(opened);
        context.resume(opened.toArray(TopicPartition[]::new));
        adjust();
    }

    void close(Collection<TopicPartition> closed) {
        open.removeAll(closed);
        paused.removeAll(closed);
    }

    /** Pauses and resumes partitions as what is held by now demands. */
    void adjust() {
        // Not at once when there is room for one more: the consumer would fetch it by itself.
        isFull = isFull
                ? ledger.pendingRecords() > limits.bufferMaxRecords() / 2
                        || ledger.pendingBytes() > limits.bufferMaxBytes() / 2
                : ledger.pendingRecords() >= limits.bufferMaxRecords()
                        || ledger.pendingBytes() >= limits.bufferMaxBytes();
        Predicate<TopicPartition> rests =
                partition -> isFull || ledger.uncommitted(partition) >= limits.maxUncommittedRecords();
        TopicPartition[] pause = open.stream()
                .filter(rests.and(partition -> !paused.contains(partition)))
                .toArray(TopicPartition[]::new);
        TopicPartition[] resume = paused.stream().filter(rests.negate()).toArray(TopicPartition[]::new);
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
