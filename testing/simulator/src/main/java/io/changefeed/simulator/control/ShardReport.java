/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import io.changefeed.simulator.stream.IteratorType;
import io.changefeed.simulator.stream.ReaderTracker;
import io.changefeed.simulator.stream.Shard;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The actual state of a shard, independent of its listing, and its readers.
 *
 * @param gone whether the shard has expired
 * @param records the number of records that the shard ever contained
 * @param trimmed the number of records that can no longer be read
 * @param iterators the number of iterators that GetShardIterator returned, by type
 * @param pages the number of GetRecords calls that were served
 * @param emptyPages the number of GetRecords calls that returned no records
 * @param served the number of records that were served at least once
 * @param servedAgain the number of records that were served more than once
 * @param peakReaders the maximum number of concurrent readers
 * @param opened the logical time of the first GetShardIterator call; it orders events of all shards
 * @param finished the logical time of the first response with a null iterator
 */
public record ShardReport(
        String id,
        Optional<String> parent,
        boolean open,
        boolean gone,
        String starting,
        Optional<String> ending,
        int records,
        int trimmed,
        Map<IteratorType, Integer> iterators,
        int pages,
        int emptyPages,
        int served,
        int servedAgain,
        int peakReaders,
        OptionalLong opened,
        OptionalLong finished) {

    static ShardReport of(Shard shard) {
        ReaderTracker readers = shard.readers();
        return new ShardReport(
                shard.id(),
                shard.parent(),
                shard.isOpen(),
                shard.isGone(),
                shard.starting().toString(),
                shard.ending().map(Object::toString),
                shard.size(),
                shard.trimmed(),
                readers.iterators(),
                readers.pages(),
                readers.emptyPages(),
                servedMoreThan(0, shard),
                servedMoreThan(1, shard),
                readers.peakReaders(),
                readers.opened(),
                readers.finished());
    }

    private static int servedMoreThan(int times, Shard shard) {
        return (int) IntStream.range(0, shard.size())
                .filter(i -> shard.readers().timesServed(i) > times)
                .count();
    }
}
