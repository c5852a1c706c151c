/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import static java.util.Collections.unmodifiableSortedMap;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The shards of a slot that are being read, with their positions. A child is added when all records of its parent have been
 * emitted, so all shards of a frontier can be read in parallel.
 *
 * @param assignment the number of the last assignment that this slot has applied; 0 for none
 */
public record Frontier(long assignment, SortedMap<String, Position> positions) {
    public static final Frontier EMPTY = new Frontier(0, new TreeMap<>());

    public Frontier {
        positions = unmodifiableSortedMap(new TreeMap<>(positions));
    }

    /** The frontier of shards that are opened at this time: LATEST becomes that time. */
    public Frontier openedAt(Instant moment) {
        SortedMap<String, Position> opened = new TreeMap<>(positions);
        opened.replaceAll((shard, position) -> position.openedAt(moment));
        return new Frontier(assignment, opened);
    }

    /** The frontier after records of a shard were emitted. */
    public Frontier advance(String shard, Position position) {
        position(shard);
        SortedMap<String, Position> advanced = new TreeMap<>(positions);
        advanced.put(shard, position);
        return new Frontier(assignment, advanced);
    }

    /**
     * The frontier after all records of a shard were emitted: its children replace it. A shard without children stays
     * in the frontier at its end, so that it is not mistaken for an unread shard.
     */
    public Frontier finish(String parent, Collection<String> children) {
        if (children.isEmpty()) {
            return advance(parent, new Position.End());
        }
        Position start = position(parent).childPosition();
        SortedMap<String, Position> finished = new TreeMap<>(positions);
        finished.remove(parent);
        children.forEach(child -> finished.put(child, start));
        return new Frontier(assignment, finished);
    }

    /** The frontier without a shard that no longer exists in DynamoDB; its unread records are a gap. */
    public Frontier remove(String shard) {
        position(shard);
        SortedMap<String, Position> remaining = new TreeMap<>(positions);
        remaining.remove(shard);
        return new Frontier(assignment, remaining);
    }

    /** Whether all shards are at their end. */
    public boolean isDrained() {
        return positions.values().stream().allMatch(position -> position instanceof Position.End);
    }

    /**
     * The frontier with the shards of an assignment added: a compare-and-set. An assignment that was made for another
     * frontier changes nothing; the next table discovery finds its shards again.
     *
     * @param previous the number of the assignment that this frontier had applied when the new one was made
     */
    public Frontier apply(long newAssignment, long previous, Map<String, Position> shards) {
        if (previous != assignment) {
            return this;
        }
        SortedMap<String, Position> joined = new TreeMap<>(shards);
        joined.putAll(positions);
        return new Frontier(newAssignment, joined);
    }

    /** The position of a shard of this frontier. */
    public Position position(String shard) {
        Position position = positions.get(shard);
        if (position == null) {
            throw new IllegalStateException("shard " + shard + " is not in the frontier " + positions.keySet());
        }
        return position;
    }
}
