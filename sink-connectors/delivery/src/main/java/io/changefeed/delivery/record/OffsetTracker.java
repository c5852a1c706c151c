/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import io.changefeed.delivery.record.PendingOffset.State;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
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
    private final Map<TopicPartition, PartitionOffsets> partitions = new HashMap<>();
    private long pendingRecords;
    private long pendingBytes;

    /** Starts to track an event. The offsets of a partition increase. */
    public PendingOffset track(TopicPartition partition, long offset, long bytes, Instant changedAt) {
        PendingOffset pending = new PendingOffset(partition, offset, bytes, changedAt);
        offsets(partition).add(pending);
        count(pending);
        return pending;
    }

    /**
     * Revokes an offset and all later offsets of a partition, because the consumer was rewound and reads them again.
     *
     * @return whether any were tracked
     */
    public boolean rewind(TopicPartition partition, long offset) {
        PartitionOffsets offsets = offsets(partition);
        boolean isRewound = false;
        while (offsets.last().filter(last -> last.offset() >= offset).isPresent()) {
            revoke(offsets.removeLast());
            isRewound = true;
        }
        return isRewound;
    }

    /** Marks an event as delivered, reported or dropped. Its offset can be committed once all earlier offsets can. */
    public void acknowledge(PendingOffset offset) {
        if (isPending(offset)) {
            end(offset, State.ACKNOWLEDGED);
            offsets(offset.partition()).removeAcknowledged();
        }
    }

    /** Marks an event that was dropped and must be read again, with {@link #resume}. */
    public void defer(PendingOffset offset) {
        if (isPending(offset)) {
            end(offset, State.DEFERRED);
            offsets(offset.partition()).countDeferred(1);
        }
    }

    /** The lowest offset of a partition that is not acknowledged. */
    public OptionalLong lowest(TopicPartition partition) {
        return offsets(partition)
                .first()
                .map(PendingOffset::offset)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** The number of deferred events of a partition. */
    public int deferred(TopicPartition partition) {
        return offsets(partition).deferred();
    }

    /** The lowest offset of a deferred event of a partition. */
    public OptionalLong lowestDeferred(TopicPartition partition) {
        return offsets(partition).all().stream()
                .filter(offset -> offset.state() == State.DEFERRED)
                .mapToLong(PendingOffset::offset)
                .findFirst();
    }

    /** The offset after the last event of a partition that is tracked; 0 if there is none. */
    public long end(TopicPartition partition) {
        return offsets(partition).last().map(last -> last.offset() + 1).orElse(0L);
    }

    /** Whether the event at an offset is deferred. */
    public boolean isDeferred(TopicPartition partition, long offset) {
        return deferred(partition, offset, offset + 1).findFirst().isPresent();
    }

    /** Returns the offset of a deferred event that was read again, and is now pending; empty if it was not deferred. */
    public Optional<PendingOffset> resume(TopicPartition partition, long offset) {
        Optional<PendingOffset> deferred =
                deferred(partition, offset, offset + 1).findFirst();
        deferred.ifPresent(each -> {
            each.setState(State.PENDING);
            offsets(partition).countDeferred(-1);
            count(each);
        });
        return deferred;
    }

    /**
     * Acknowledges the deferred events of a partition between two offsets, because they no longer exist in the topic.
     *
     * @param from the first offset
     * @param to the offset after the last one
     * @return their number
     */
    public int acknowledgeMissing(TopicPartition partition, long from, long to) {
        List<PendingOffset> missing = deferred(partition, from, to).toList();
        missing.forEach(offset -> offset.setState(State.ACKNOWLEDGED));
        offsets(partition).countDeferred(-missing.size());
        offsets(partition).removeAcknowledged();
        return missing.size();
    }

    private Stream<PendingOffset> deferred(TopicPartition partition, long from, long to) {
        return offsets(partition).between(from, to).stream().filter(offset -> offset.state() == State.DEFERRED);
    }

    /**
     * Marks an event that can be neither delivered nor reported, and revokes all later offsets of its partition. The
     * task fails, and reads them again after its restart.
     */
    public void fail(PendingOffset offset) {
        if (isPending(offset)) {
            end(offset, State.FAILED);
            rewind(offset.partition(), offset.offset() + 1);
        }
    }

    /** Whether the last event of a partition has failed, so that no later record of it can be accepted. */
    public boolean hasFailed(TopicPartition partition) {
        return offsets(partition)
                .last()
                .filter(last -> last.state() == State.FAILED)
                .isPresent();
    }

    /** Revokes all offsets of partitions that the task loses; the next owner receives their events again. */
    public void close(Collection<TopicPartition> revoked) {
        for (TopicPartition partition : revoked) {
            offsets(partition).all().forEach(this::revoke);
            partitions.remove(partition);
        }
    }

    private void revoke(PendingOffset offset) {
        if (offset.state() == State.PENDING) {
            uncount(offset);
        } else if (offset.state() == State.DEFERRED) {
            offsets(offset.partition()).countDeferred(-1);
        }
        offset.revoke();
    }

    private static boolean isPending(PendingOffset offset) {
        return !offset.isRevoked() && offset.state() == State.PENDING;
    }

    private void end(PendingOffset offset, State state) {
        uncount(offset);
        offset.setState(state);
    }

    private void count(PendingOffset offset) {
        pendingRecords++;
        pendingBytes += offset.bytes();
    }

    private void uncount(PendingOffset offset) {
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
        committable.replaceAll((partition, offset) -> offsets(partition)
                .first()
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

    /** The number of events of all partitions that would be received again after a crash. */
    public long uncommitted() {
        return partitions.values().stream().mapToLong(PartitionOffsets::size).sum();
    }

    /** The number of deferred events of all partitions. */
    public long deferred() {
        return partitions.values().stream()
                .mapToLong(PartitionOffsets::deferred)
                .sum();
    }

    /** The time of the oldest change among the lowest offsets of all partitions that are not acknowledged. */
    public Optional<Instant> oldestChange() {
        return partitions.values().stream()
                .map(PartitionOffsets::first)
                .flatMap(Optional::stream)
                .map(PendingOffset::changedAt)
                .min(Instant::compareTo);
    }

    private PartitionOffsets offsets(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, p -> new PartitionOffsets());
    }
}
