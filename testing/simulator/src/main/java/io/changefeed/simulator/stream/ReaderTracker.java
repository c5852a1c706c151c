/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.ServiceException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tracks the readers of a shard: the iterators issued, the pages and records served, and the active readers.
 *
 * <p>A reader is the sequence of iterators that starts with one GetShardIterator call, and is identified by the logical
 * time of that call. The logical time counts the calls of the service, so it orders events of different shards.
 */
public final class ReaderTracker {
    private record LastRead(Instant at, long logicalTime) {}

    private final Map<IteratorType, Integer> iterators = new EnumMap<>(IteratorType.class);
    private final Map<Long, LastRead> lastReads = new HashMap<>();
    private int[] timesServed = new int[16];
    private int pages;
    private int emptyPages;
    private int peakReaders;
    private OptionalLong opened = OptionalLong.empty();
    private OptionalLong finished = OptionalLong.empty();

    /** The number of iterators that GetShardIterator returned, by type. */
    public Map<IteratorType, Integer> iterators() {
        return Map.copyOf(iterators);
    }

    /** The number of GetRecords calls that were served. */
    public int pages() {
        return pages;
    }

    /** The number of GetRecords calls that returned no records. */
    public int emptyPages() {
        return emptyPages;
    }

    /** The maximum number of concurrent readers. */
    public int peakReaders() {
        return peakReaders;
    }

    /** The logical time of the first GetShardIterator call. */
    public OptionalLong opened() {
        return opened;
    }

    /** The logical time of the first response with a null iterator. */
    public OptionalLong finished() {
        return finished;
    }

    /** The number of times the record at this index was served. */
    public int timesServed(int index) {
        return index < timesServed.length ? timesServed[index] : 0;
    }

    void recordIterator(IteratorType type, long logicalTime) {
        iterators.merge(type, 1, Integer::sum);
        if (opened.isEmpty()) {
            opened = OptionalLong.of(logicalTime);
        }
    }

    /**
     * Admits a read. Other readers count if they have read within the window and since the newest reader started.
     * Therefore a client that replaces its iterator by a new one does not count twice.
     *
     * @throws ServiceException (limit exceeded) if the maximum number of readers is reached
     */
    void admit(long reader, Reading.Readers allowed, Instant now, long logicalTime) {
        lastReads.values().removeIf(last -> !last.at().plus(allowed.window()).isAfter(now));
        long youngest = Math.max(
                reader,
                lastReads.keySet().stream().mapToLong(Long::longValue).max().orElse(0));
        long others = lastReads.entrySet().stream()
                .filter(other -> other.getKey() != reader && other.getValue().logicalTime() > youngest)
                .count();
        if (others >= allowed.max()) {
            throw new ServiceException(
                    ErrorType.LIMIT_EXCEEDED, "More than " + allowed.max() + " readers on one shard at a time");
        }
        lastReads.put(reader, new LastRead(now, logicalTime));
        peakReaders = Math.max(peakReaders, (int) others + 1);
    }

    void recordPage(int from, int to, boolean last, long logicalTime) {
        pages++;
        if (from == to) {
            emptyPages++;
        }
        if (to > timesServed.length) {
            timesServed = Arrays.copyOf(timesServed, Math.max(to, timesServed.length * 2));
        }
        for (int i = from; i < to; i++) {
            timesServed[i]++;
        }
        if (last && finished.isEmpty()) {
            finished = OptionalLong.of(logicalTime);
        }
    }
}
