/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Duration;

/**
 * The behavior of GetRecords. The defaults are the limits of AWS (API reference, GetRecords).
 *
 * @param pageRecords the maximum number of records in a page
 * @param pageBytes the maximum sum of SizeBytes in a page; a page contains at least one record
 * @param emptyPages the number of empty pages before each page with records
 * @param shardEnd which page of a closed shard has the null iterator
 * @param iteratorLifetime how long an iterator is valid
 * @param readers how many readers a shard can have
 */
public record Reading(
        int pageRecords, int pageBytes, int emptyPages, ShardEnd shardEnd, Duration iteratorLifetime, Readers readers) {
    /** The page of a closed shard that has the null iterator. */
    public enum ShardEnd {
        /** The page with the last records. */
        WITH_LAST_RECORDS,
        /** An empty page after the last records. */
        ON_EMPTY_PAGE
    }

    /**
     * The maximum number of concurrent readers of a shard. A reader is the sequence of iterators that starts with one
     * GetShardIterator call. It is active for the window after its last GetRecords call, or until a newer reader starts
     * and the older one does not read again.
     */
    public record Readers(int max, Duration window) {}

    public static final Reading DEFAULT = new Reading(
            1000,
            1 << 20,
            0,
            ShardEnd.WITH_LAST_RECORDS,
            Duration.ofMinutes(15),
            new Readers(2, Duration.ofSeconds(5)));

    public Reading withPageRecords(int max) {
        return new Reading(max, pageBytes, emptyPages, shardEnd, iteratorLifetime, readers);
    }

    public Reading withPageBytes(int max) {
        return new Reading(pageRecords, max, emptyPages, shardEnd, iteratorLifetime, readers);
    }

    public Reading withEmptyPages(int count) {
        return new Reading(pageRecords, pageBytes, count, shardEnd, iteratorLifetime, readers);
    }

    public Reading withShardEnd(ShardEnd end) {
        return new Reading(pageRecords, pageBytes, emptyPages, end, iteratorLifetime, readers);
    }

    public Reading withIteratorLifetime(Duration life) {
        return new Reading(pageRecords, pageBytes, emptyPages, shardEnd, life, readers);
    }

    public Reading withReaders(int max, Duration window) {
        return new Reading(pageRecords, pageBytes, emptyPages, shardEnd, iteratorLifetime, new Readers(max, window));
    }
}
