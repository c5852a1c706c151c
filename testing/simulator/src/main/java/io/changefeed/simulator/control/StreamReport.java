/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** A stream and all shards that it ever had, in the order of their ids. */
public record StreamReport(String arn, boolean enabled, List<ShardReport> shards) {
    /** The shards that were opened although their parent had not been read to its end. */
    public List<ShardReport> openedBeforeTheirParentsEnd() {
        Map<String, ShardReport> byId = shards.stream().collect(toMap(ShardReport::id, shard -> shard));
        return shards.stream()
                .filter(shard -> shard.opened().isPresent())
                .filter(shard -> shard.parent()
                        .flatMap(parent -> Optional.ofNullable(byId.get(parent)))
                        .filter(parent -> parent.finished().isEmpty()
                                || parent.finished().getAsLong()
                                        > shard.opened().getAsLong())
                        .isPresent())
                .toList();
    }

    public List<ShardReport> open() {
        return shards.stream().filter(ShardReport::open).toList();
    }

    /** Records in all shards, the trimmed ones included. */
    public int records() {
        return sum(ShardReport::records);
    }

    /** Records that were served once at least. */
    public int served() {
        return sum(ShardReport::served);
    }

    /** Records that were served more than once. */
    public int servedAgain() {
        return sum(ShardReport::servedAgain);
    }

    /** GetRecords calls without a record. */
    public int emptyPages() {
        return sum(ShardReport::emptyPages);
    }

    private int sum(ToIntFunction<ShardReport> count) {
        return shards.stream().mapToInt(count).sum();
    }
}
