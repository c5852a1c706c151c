/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** A stream and all its shards, including expired ones, ordered by id. */
public record StreamReport(String arn, boolean enabled, List<ShardReport> shards) {
    /** Returns the shards that were opened before their parent was read to its end. */
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

    /** The number of records in all shards, including trimmed ones. */
    public int records() {
        return sum(ShardReport::records);
    }

    /** The number of records that were served at least once. */
    public int served() {
        return sum(ShardReport::served);
    }

    /** The number of records that were served more than once. */
    public int servedAgain() {
        return sum(ShardReport::servedAgain);
    }

    /** The number of GetRecords calls that returned no records. */
    public int emptyPages() {
        return sum(ShardReport::emptyPages);
    }

    private int sum(ToIntFunction<ShardReport> count) {
        return shards.stream().mapToInt(count).sum();
    }
}
