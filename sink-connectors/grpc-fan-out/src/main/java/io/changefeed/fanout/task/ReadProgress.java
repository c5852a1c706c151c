/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the task has read its partitions, and where they end. The end of a partition is known as of the last records
 * that the consumer returned from it. The task's thread updates the progress after each poll; other threads read it.
 */
final class ReadProgress {
    private final Function<TopicPartition, OptionalLong> lags;
    private final Map<TopicPartition, PartitionProgress> partitions = new ConcurrentHashMap<>();

    /**
     * The progress in one partition.
     *
     * @param position the lowest offset that the consumer has not read since its last rewind
     * @param read the lowest offset that has not been read
     * @param lag the number of offsets between {@code position} and the end; empty if unknown
     */
    private record PartitionProgress(long position, long read, OptionalLong lag) {
        boolean isUnfinished() {
            return lag.isEmpty() || lag.getAsLong() > 0;
        }
    }

    /** @param lags the lag of the consumer in a partition; empty if unknown */
    ReadProgress(Function<TopicPartition, OptionalLong> lags) {
        this.lags = lags;
    }

    /** Records the start offset of a partition, unless the partition is known. */
    void recordStart(TopicPartition partition, long offset) {
        partitions.putIfAbsent(partition, new PartitionProgress(offset, offset, OptionalLong.empty()));
    }

    /** Records the last records of a poll. The consumer updates its lag when it returns records. */
    void recordPoll(Map<TopicPartition, Long> lastOffsets) {
        lastOffsets.forEach((partition, offset) -> partitions.merge(
                partition,
                new PartitionProgress(offset + 1, offset + 1, OptionalLong.empty()),
                (before, now) ->
                        new PartitionProgress(now.position, Math.max(before.read, now.read), OptionalLong.empty())));
        partitions.replaceAll((partition, progress) -> progress.isUnfinished()
                ? new PartitionProgress(progress.position, progress.read, lags.apply(partition))
                : progress);
    }

    /** Whether the lag of any partition is known. */
    boolean isLagKnown() {
        return partitions.values().stream().anyMatch(progress -> progress.lag.isPresent());
    }

    /** Returns the end offsets of all partitions; empty until they are known. */
    Optional<Map<TopicPartition, Long>> ends() {
        boolean isComplete =
                !partitions.isEmpty() && partitions.values().stream().allMatch(progress -> progress.lag.isPresent());
        return isComplete ? Optional.of(ends(progress -> true)) : Optional.empty();
    }

    /** Returns the end offsets of the partitions that have records which were not read. */
    Map<TopicPartition, Long> unreadEnds() {
        return ends(PartitionProgress::isUnfinished);
    }

    private Map<TopicPartition, Long> ends(Predicate<PartitionProgress> selected) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            if (progress.lag.isPresent() && selected.test(progress)) {
                ends.put(partition, progress.position + progress.lag.getAsLong());
            }
        });
        return ends;
    }

    /**
     * Whether all offsets before these ends have been read. A transaction marker at the end of a partition is no record
     * that could be read, but then the lag is 0.
     */
    boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> {
            PartitionProgress progress = partitions.get(end.getKey());
            return progress == null || progress.read >= end.getValue() || !progress.isUnfinished();
        });
    }
}
