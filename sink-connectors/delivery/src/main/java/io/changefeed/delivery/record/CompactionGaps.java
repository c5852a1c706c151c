/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Detects where log compaction may have removed events. After such a gap, the old image of an event can be a state that
 * the task has not read: an item that left a filter with a removed event still looks as if it had never been in it.
 *
 * <p>Compaction removes an event only if a newer event of the item follows. So the old images of all events that were
 * published before the gap was read are unknown, and those of later events are known again. Transaction markers also leave
 * gaps. A gap before an event that was just published counts as a marker: compaction does not touch the end of a log.
 *
 * <p>Used by one thread.
 */
public final class CompactionGaps {
    /** How much the clocks of workers can differ. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

    private final boolean isCompacted;
    private final InstantSource clock;
    private final Map<TopicPartition, PartitionState> partitions = new HashMap<>();

    /**
     * The state of one partition.
     *
     * @param next the offset after the last record
     * @param unknownUntil the old images of events that were published until then are unknown
     */
    private record PartitionState(long next, Instant unknownUntil) {}

    /** @param isCompacted whether the topics are compacted; otherwise there are no gaps */
    public CompactionGaps(boolean isCompacted, InstantSource clock) {
        this.isCompacted = isCompacted;
        this.clock = clock;
    }

    /** Sets the offset at which a partition is read without a gap, unless one of its records has been read. */
    public void startAt(TopicPartition partition, long offset) {
        if (isCompacted) {
            partitions.putIfAbsent(partition, new PartitionState(offset, Instant.EPOCH));
        }
    }

    /**
     * Records the next record of a partition. Before the first one there is a gap, unless {@link #startAt} was called.
     *
     * @param published when the source published the event of the record; empty if it has none
     * @return empty if the old image of the event is known; otherwise, the time until which events were published whose
     *     old images are unknown
     */
    public Optional<Instant> read(TopicPartition partition, long offset, Optional<Instant> published) {
        if (!isCompacted) {
            return Optional.empty();
        }
        PartitionState before = partitions.getOrDefault(partition, new PartitionState(-1, Instant.EPOCH));
        Instant now = clock.instant();
        boolean isGap = offset != before.next
                && published
                        .filter(time -> time.isAfter(now.minus(CLOCK_TOLERANCE)))
                        .isEmpty();
        Instant unknownUntil = isGap ? now.plus(CLOCK_TOLERANCE) : before.unknownUntil;
        partitions.put(partition, new PartitionState(offset + 1, unknownUntil));
        return published.isEmpty() || published.get().isAfter(unknownUntil)
                ? Optional.empty()
                : Optional.of(unknownUntil);
    }
}
