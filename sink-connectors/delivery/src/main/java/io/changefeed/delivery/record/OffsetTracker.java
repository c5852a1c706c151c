/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import io.changefeed.delivery.record.PendingOffset.State;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tracks which events of each partition are acknowledged, and therefore which offsets can be committed. Partitions and
 * offsets are the original ones, before any transform.
 *
 * <p>A revoked offset is no longer tracked, and acknowledging it has no effect: a delivery that was started before its
 * partition was revoked cannot acknowledge the same event after it is received again.
 */
public final class OffsetTracker {
    private final Map<TopicPartition, Deque<PendingOffset>> partitions = new HashMap<>();
    private long pendingRecords;
    private long pendingBytes;

    /** Starts to track an event. The offsets of a partition increase. */
    public PendingOffset track(TopicPartition partition, long offset, long bytes, Instant changedAt) {
        PendingOffset pending = new PendingOffset(partition, offset, bytes, changedAt);
        offsets(partition).add(pending);
        pendingRecords++;
        pendingBytes += bytes;
        return pending;
    }

    /**
     * Revokes an offset and all later offsets of a partition, because the consumer was rewound and reads them again.
     *
     * @return whether any were tracked
     */
    public boolean rewind(TopicPartition partition, long offset) {
        Deque<PendingOffset> offsets = offsets(partition);
        boolean rewound = false;
        while (!offsets.isEmpty() && offsets.getLast().offset() >= offset) {
            revoke(offsets.removeLast());
            rewound = true;
        }
        return rewound;
    }

    /** Marks an event as delivered, reported or dropped. Its offset can be committed once all earlier offsets can. */
    public void acknowledge(PendingOffset offset) {
        if (offset.isRevoked() || offset.state() != State.PENDING) {
            return;
        }
        end(offset, State.ACKNOWLEDGED);
        Deque<PendingOffset> offsets = offsets(offset.partition());
        while (!offsets.isEmpty() && offsets.getFirst().state() == State.ACKNOWLEDGED) {
            offsets.removeFirst();
        }
    }

    /**
     * Marks an event that can be neither delivered nor reported, and revokes all later offsets of its partition. The
     * task fails, and reads them again after its restart.
     */
    public void fail(PendingOffset offset) {
        if (!offset.isRevoked() && offset.state() == State.PENDING) {
            end(offset, State.FAILED);
            rewind(offset.partition(), offset.offset() + 1);
        }
    }

    /** Whether the last event of a partition has failed, so that no later record of it can be accepted. */
    public boolean hasFailed(TopicPartition partition) {
        PendingOffset last = offsets(partition).peekLast();
        return last != null && last.state() == State.FAILED;
    }

    /** Revokes all offsets of partitions that the task loses; the next owner receives their events again. */
    public void close(Collection<TopicPartition> revoked) {
        for (TopicPartition partition : revoked) {
            offsets(partition).forEach(this::revoke);
            partitions.remove(partition);
        }
    }

    private void revoke(PendingOffset offset) {
        if (offset.state() == State.PENDING) {
            subtract(offset);
        }
        offset.revoke();
    }

    private void end(PendingOffset offset, State state) {
        subtract(offset);
        offset.setState(state);
    }

    private void subtract(PendingOffset offset) {
        pendingRecords--;
        pendingBytes -= offset.bytes();
    }

    /**
     * Returns the offsets to commit: the lowest offset of each partition that is not acknowledged, but at
     * most {@code current}.
     *
     * @param current the offsets that can be committed if nothing is pending, for example because a transform dropped
     *     the last records
     */
    public Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> current) {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>(current);
        committable.replaceAll(
                (partition, offset) -> Optional.ofNullable(offsets(partition).peekFirst())
                        .filter(lowest -> lowest.offset() < offset.offset())
                        .map(lowest -> new OffsetAndMetadata(lowest.offset()))
                        .orElse(offset));
        return committable;
    }

    /** The number of events of a partition that would be received again after a crash, acknowledged or not. */
    public int uncommitted(TopicPartition partition) {
        return offsets(partition).size();
    }

    /** The number of events that are pending. */
    public long pendingRecords() {
        return pendingRecords;
    }

    /** The total size of the events that are pending. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /** The time of the oldest change among the lowest pending offsets of all partitions. */
    public Optional<Instant> oldestChange() {
        return partitions.values().stream()
                .filter(offsets -> !offsets.isEmpty())
                .map(offsets -> offsets.getFirst().changedAt())
                .min(Instant::compareTo);
    }

    private Deque<PendingOffset> offsets(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, p -> new ArrayDeque<>());
    }
}
