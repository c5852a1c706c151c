/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Duration;

/**
 * How GetRecords serves the shards. The defaults are AWS's limits (API reference, GetRecords).
 *
 * @param pageRecords the most records of a page
 * @param pageBytes the most bytes of a page, by the records' SizeBytes; a page holds one record at least
 * @param emptyPages how many empty pages come before each page with records
 * @param shardEnd how a closed shard ends
 * @param iteratorLife how long an iterator can be used
 * @param readers who may read one shard
 */
public record Reading(
        int pageRecords, int pageBytes, int emptyPages, ShardEnd shardEnd, Duration iteratorLife, Readers readers) {
    /** Which page of a closed shard carries the null iterator. */
    public enum ShardEnd {
        /** The page with the last records. */
        WITH_LAST_RECORDS,
        /** An empty page after it. */
        ON_EMPTY_PAGE
    }

    /**
     * How many readers a shard may have at a time. A reader is a line of iterators from one GetShardIterator call; it
     * reads for the window after its last GetRecords call, or until a younger one begins and it does not read again.
     */
    public record Readers(int most, Duration window) {}

    public static final Reading DEFAULT = new Reading(
            1000,
            1 << 20,
            0,
            ShardEnd.WITH_LAST_RECORDS,
            Duration.ofMinutes(15),
            new Readers(2, Duration.ofSeconds(5)));

    public Reading withPageRecords(int most) {
        return new Reading(most, pageBytes, emptyPages, shardEnd, iteratorLife, readers);
    }

    public Reading withPageBytes(int most) {
        return new Reading(pageRecords, most, emptyPages, shardEnd, iteratorLife, readers);
    }

    public Reading withEmptyPages(int count) {
        return new Reading(pageRecords, pageBytes, count, shardEnd, iteratorLife, readers);
    }

    public Reading withShardEnd(ShardEnd end) {
        return new Reading(pageRecords, pageBytes, emptyPages, end, iteratorLife, readers);
    }

    public Reading withIteratorLife(Duration life) {
        return new Reading(pageRecords, pageBytes, emptyPages, shardEnd, life, readers);
    }

    public Reading withReaders(int most, Duration window) {
        return new Reading(pageRecords, pageBytes, emptyPages, shardEnd, iteratorLife, new Readers(most, window));
    }
}
