/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.stream.Shard.Closing;
import io.changefeed.simulator.stream.Shard.Opening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The shards of a stream, in the order of their ids. The open ones share all hashes between them; a shard's children
 * own what it owned, so an item's changes follow one another along its lineage.
 */
final class ShardForest {
    private final StreamContext context;
    private final NavigableMap<String, Shard> byId = new TreeMap<>();
    private final NavigableMap<Long, Shard> openByHash = new TreeMap<>();
    private final Map<String, List<Shard>> children = new HashMap<>();
    private SequenceNumbers numbers;
    private int rotations;

    ShardForest(int roots, SequenceNumbers numbers, StreamContext context) {
        this.numbers = numbers;
        this.context = context;
        for (HashRange range : HashRange.ALL.divide(roots)) {
            open(Optional.empty(), range, new Opening(context.clock().instant(), 0, false));
        }
    }

    void number(SequenceNumbers by) {
        numbers = by;
    }

    SequenceNumbers numbers() {
        return numbers;
    }

    Optional<Shard> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<Shard> all() {
        return byId.values();
    }

    /** All shards with ids above this one. */
    Collection<Shard> after(String id) {
        return byId.tailMap(id, false).values();
    }

    List<Shard> open() {
        return List.copyOf(openByHash.values());
    }

    List<Shard> childrenOf(String id) {
        return children.getOrDefault(id, List.of());
    }

    Shard owner(long hash) {
        return openByHash.floorEntry(hash).getValue();
    }

    /** Rotates or splits a shard that is full. */
    void rotateIfFull(Shard shard, Rotation rotation, long description) {
        if (rotation.everyRecords() == 0 || shard.size() < rotation.everyRecords()) {
            return;
        }
        rotations++;
        boolean split = rotation.splitEvery() > 0 && rotations % rotation.splitEvery() == 0;
        replace(shard, split ? 2 : 1, description);
    }

    /** Closes a shard and opens so many in its position. */
    List<Shard> replace(Shard shard, int heirs, long description) {
        close(shard, description);
        List<Shard> opened = new ArrayList<>();
        for (HashRange range : shard.range().divide(heirs)) {
            Opening opening = new Opening(context.clock().instant(), description, !opened.isEmpty());
            opened.add(open(Optional.of(shard.id()), range, opening));
        }
        children.put(shard.id(), List.copyOf(opened));
        return opened;
    }

    void close(Shard shard, long description) {
        if (!shard.isOpen()) {
            throw new IllegalStateException(shard.id() + " is closed already");
        }
        shard.close(new Closing(numbers.next(), context.clock().instant(), description));
        openByHash.remove(shard.range().from());
    }

    /** Adds shards that are listed and cannot be read. */
    void addGone(int count) {
        Instant longAgo = context.trimHorizon();
        for (int i = count; i > 0; i--) {
            Instant at = longAgo.minusMillis(i);
            Shard shard = new Shard(
                    context.shardIds().of(at.toEpochMilli()),
                    Optional.empty(),
                    HashRange.ALL,
                    numbers.next(),
                    new Opening(at, 0, false));
            shard.close(new Closing(numbers.next(), at, 0));
            shard.invent();
            byId.put(shard.id(), shard);
        }
    }

    private Shard open(Optional<String> parent, HashRange range, Opening opening) {
        Shard shard = new Shard(context.shardIds().next(), parent, range, numbers.next(), opening);
        byId.put(shard.id(), shard);
        openByHash.put(range.from(), shard);
        return shard;
    }
}
