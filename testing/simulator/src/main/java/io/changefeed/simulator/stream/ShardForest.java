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
 * The shards of a stream, ordered by id. The open shards divide the hash space among them. The children of a shard own
 * its hash range, so all changes of an item are in one lineage of shards.
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

    void setSequenceNumbers(SequenceNumbers newNumbers) {
        numbers = newNumbers;
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

    /** Returns all shards with a greater id. */
    Collection<Shard> after(String id) {
        return byId.tailMap(id, false).values();
    }

    /** Returns all shards with an id that is not greater. */
    Collection<Shard> upTo(String id) {
        return byId.headMap(id, true).values();
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

    /** Rotates or splits a shard if it is full. */
    void rotateIfFull(Shard shard, Rotation rotation, long describeCalls) {
        if (rotation.everyRecords() == 0 || shard.size() < rotation.everyRecords()) {
            return;
        }
        rotations++;
        boolean split = rotation.splitEvery() > 0 && rotations % rotation.splitEvery() == 0;
        replace(shard, split ? 2 : 1, describeCalls);
    }

    /** Closes a shard and opens this number of children. */
    List<Shard> replace(Shard shard, int count, long describeCalls) {
        close(shard, describeCalls);
        List<Shard> opened = new ArrayList<>();
        for (HashRange range : shard.range().divide(count)) {
            Opening opening = new Opening(context.clock().instant(), describeCalls, !opened.isEmpty());
            opened.add(open(Optional.of(shard.id()), range, opening));
        }
        children.put(shard.id(), List.copyOf(opened));
        return opened;
    }

    void close(Shard shard, long describeCalls) {
        if (!shard.isOpen()) {
            throw new IllegalStateException(shard.id() + " is already closed");
        }
        shard.close(new Closing(numbers.next(), context.clock().instant(), describeCalls));
        openByHash.remove(shard.range().from());
    }

    /** Adds shards that are listed but cannot be read. */
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
            shard.markListedOnly();
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
