/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import io.changefeed.testing.RandomInputs;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Random positions, frontiers, slots and shard IDs. */
public final class RandomLineages {
    private static final long MAX_MILLIS = 4_000_000_000_000L;

    private RandomLineages() {}

    public static Position position(RandomInputs in) {
        return in.<Position>choose(
                Position.TrimHorizon::new,
                Position.Latest::new,
                () -> new Position.Since(Instant.ofEpochMilli(in.integer(0L, MAX_MILLIS))),
                () -> new Position.After(in.text("0123456789", 1, 64)));
    }

    /** Up to eight shards with random positions. */
    public static SortedMap<String, Position> positions(RandomInputs in) {
        SortedMap<String, Position> positions = new TreeMap<>();
        in.list(0, 8, () -> shardId(in)).forEach(shard -> positions.put(shard, position(in)));
        return positions;
    }

    public static Frontier frontier(RandomInputs in) {
        return new Frontier(in.integer(0L, 1_000_000L), positions(in));
    }

    public static Slot slot(RandomInputs in) {
        String table = in.text("abcXYZ0189_.-", 3, 20);
        return new Slot(
                "arn:aws:dynamodb:us-east-1:000000000000:table/" + table + "/stream/2026-01-31T12:00:00.000",
                in.integer(0, Slot.COUNT - 1));
    }

    public static String shardId(RandomInputs in) {
        long millis = in.integer(0L, MAX_MILLIS);
        return String.format("shardId-%020d-%08x", millis, millis % 97);
    }
}
