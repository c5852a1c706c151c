/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import io.changefeed.fanout.ring.Ring;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether the task has caught up with its topics after a start: it has read everything up to the ends that they had when
 * the consumer first reported them. Several consecutive empty polls count too. If the consumer does not report its lag,
 * the task also counts as caught up when the ring has evicted an event: it cannot distinguish old records from new ones.
 */
final class WarmUp {
    private static final int EMPTY_POLLS = 10;

    private boolean isAssigned;
    private int emptyPolls;
    private Optional<Map<TopicPartition, Long>> ends = Optional.empty();
    private boolean isDone;

    /** The consumer has partitions, and their start offsets are known. */
    void recordAssignment() {
        isAssigned = true;
    }

    /** The consumer has returned {@code records} records. */
    void recordPoll(int records, ReadProgress progress, Ring ring) {
        emptyPolls = isAssigned && records == 0 ? emptyPolls + 1 : 0;
        if (isAssigned && ends.isEmpty()) {
            ends = progress.ends();
        }
        boolean hasRead = ends.map(progress::hasReached).orElseGet(() -> !progress.isLagKnown() && ring.hasEvicted());
        isDone |= isAssigned && (hasRead || emptyPolls >= EMPTY_POLLS);
    }

    boolean isDone() {
        return isDone;
    }
}
