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
 * Who has read a shard: the iterators handed out, the pages and each record's servings, and who reads it right now.
 *
 * <p>A reader is a line of iterators that began with one GetShardIterator call, and is known by its moment. Moments are the numbers of the
 * service's calls, so that moments of different shards compare.
 */
public final class Readership {
    private record LastRead(Instant at, long moment) {}

    private final Map<IteratorType, Integer> iterators = new EnumMap<>(IteratorType.class);
    private final Map<Long, LastRead> lastReads = new HashMap<>();
    private int[] servings = new int[16];
    private int pages;
    private int emptyPages;
    private int peakReaders;
    private OptionalLong opened = OptionalLong.empty();
    private OptionalLong finished = OptionalLong.empty();

    /** Iterators handed out by GetShardIterator, by their type. */
    public Map<IteratorType, Integer> iterators() {
        return Map.copyOf(iterators);
    }

    /** GetRecords calls that were served. */
    public int pages() {
        return pages;
    }

    /** Those of them without a record. */
    public int emptyPages() {
        return emptyPages;
    }

    /** The most readers at one time. */
    public int peakReaders() {
        return peakReaders;
    }

    /** When the first iterator was handed out. */
    public OptionalLong opened() {
        return opened;
    }

    /** When the null iterator was first served. */
    public OptionalLong finished() {
        return finished;
    }

    /** How often the record at this index was served. */
    public int servings(int index) {
        return index < servings.length ? servings[index] : 0;
    }

    void handedOut(IteratorType type, long moment) {
        iterators.merge(type, 1, Integer::sum);
        if (opened.isEmpty()) {
            opened = OptionalLong.of(moment);
        }
    }

    /**
     * Lets a reader read. Others count that have read within the window and since the youngest of all began: a reader
     * that takes a new iterator reads on with that one alone, and is no second reader.
     *
     * @throws ServiceException (limit exceeded) when as many others read the shard as may
     */
    void admit(long reader, Reading.Readers allowed, Instant now, long moment) {
        lastReads.values().removeIf(last -> !last.at().plus(allowed.window()).isAfter(now));
        long youngest = Math.max(
                reader,
                lastReads.keySet().stream().mapToLong(Long::longValue).max().orElse(0));
        long others = lastReads.entrySet().stream()
                .filter(other -> other.getKey() != reader && other.getValue().moment() > youngest)
                .count();
        if (others >= allowed.most()) {
            throw new ServiceException(
                    ErrorType.LIMIT_EXCEEDED, "More than " + allowed.most() + " readers on one shard at a time");
        }
        lastReads.put(reader, new LastRead(now, moment));
        peakReaders = Math.max(peakReaders, (int) others + 1);
    }

    void served(int from, int to, boolean last, long moment) {
        pages++;
        if (from == to) {
            emptyPages++;
        }
        if (to > servings.length) {
            servings = Arrays.copyOf(servings, Math.max(to, servings.length * 2));
        }
        for (int i = from; i < to; i++) {
            servings[i]++;
        }
        if (last && finished.isEmpty()) {
            finished = OptionalLong.of(moment);
        }
    }
}
