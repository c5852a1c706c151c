/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import static java.util.Collections.unmodifiableSortedMap;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The shards of a slot that are being read or to be read next, with their positions. A child enters when its parent has
 * been finished and handed over, so every shard of a frontier can be read at once.
 *
 * @param assignment the number of the last deal whose shards this slot has taken up; 0 when there was none
 */
public record Frontier(long assignment, SortedMap<String, Position> positions) {
    public static final Frontier EMPTY = new Frontier(0, new TreeMap<>());

    public Frontier {
        positions = unmodifiableSortedMap(new TreeMap<>(positions));
    }

    /** The frontier of shards that are opened at this moment. */
    public Frontier openedAt(Instant moment) {
        SortedMap<String, Position> opened = new TreeMap<>(positions);
        opened.replaceAll((shard, position) -> position.openedAt(moment));
        return new Frontier(assignment, opened);
    }

    /** The frontier after something of a shard was handed over. */
    public Frontier advance(String shard, Position position) {
        requireHeld(shard);
        SortedMap<String, Position> advanced = new TreeMap<>(positions);
        advanced.put(shard, position);
        return new Frontier(assignment, advanced);
    }

    /**
     * The frontier after a shard was finished and all of it handed over: its children stand in its place. Without
     * children it stays, at its end, so that it is not taken for one that was never read.
     */
    public Frontier succeed(String parent, Collection<String> children) {
        if (children.isEmpty()) {
            return advance(parent, new Position.End());
        }
        Position start = requireHeld(parent).ofChildren();
        SortedMap<String, Position> succeeded = new TreeMap<>(positions);
        succeeded.remove(parent);
        children.forEach(child -> succeeded.put(child, start));
        return new Frontier(assignment, succeeded);
    }

    /** The frontier after a shard was lost: DynamoDB has it no more, and what it held is a gap. */
    public Frontier drop(String shard) {
        requireHeld(shard);
        SortedMap<String, Position> dropped = new TreeMap<>(positions);
        dropped.remove(shard);
        return new Frontier(assignment, dropped);
    }

    /** Whether there is nothing left to read, now or ever. */
    public boolean isDrained() {
        return positions.values().stream().allMatch(position -> position instanceof Position.End);
    }

    /**
     * The frontier with the shards of a deal added. A deal applies to the frontier that it was made for and to no other: one
     * that was taken up before, or that another has come before, changes nothing. What it meant to add is found again.
     *
     * @param after the deal that this frontier had taken up when the new one was made
     */
    public Frontier apply(long newDeal, long after, Map<String, Position> shards) {
        if (after != assignment) {
            return this;
        }
        SortedMap<String, Position> joined = new TreeMap<>(shards);
        joined.putAll(positions);
        return new Frontier(newDeal, joined);
    }

    /** Where to read this shard. */
    public Position requireHeld(String shard) {
        Position position = positions.get(shard);
        if (position == null) {
            throw new IllegalStateException("shard " + shard + " is not in the frontier " + positions.keySet());
        }
        return position;
    }
}
