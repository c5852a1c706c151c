/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import io.changefeed.simulator.stream.IteratorType;
import io.changefeed.simulator.stream.Readership;
import io.changefeed.simulator.stream.Shard;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A shard as it is, whatever the listing shows, and who has read it.
 *
 * @param gone whether it can no longer be read at all
 * @param records how many it ever held
 * @param trimmed how many of them can no longer be read
 * @param iterators handed out by GetShardIterator, by type
 * @param pages GetRecords calls that were served
 * @param emptyPages those of them without a record
 * @param served how many records were served once at least
 * @param servedAgain how many records were served more than once
 * @param peakReaders the most readers at one time
 * @param opened the moment of the first GetShardIterator; moments compare between shards
 * @param finished the moment at which the null iterator was first served
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
        Readership readers = shard.readership();
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
                .filter(i -> shard.readership().servings(i) > times)
                .count();
    }
}
