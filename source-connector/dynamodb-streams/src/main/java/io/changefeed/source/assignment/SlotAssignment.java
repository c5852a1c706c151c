/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import static java.util.Collections.unmodifiableSortedMap;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task is told of one slot. The slot's frontier itself is in its stored offset; here stands only what is new.
 *
 * @param slot the slot's number
 * @param assignment the number of this deal; the slot takes it up once
 * @param after the number of the deal that the slot had taken up when this one was made
 * @param add shards that the slot has not held yet, with the texts of their positions
 */
public record SlotAssignment(int slot, long assignment, long after, Map<String, String> add) {
    public SlotAssignment {
        // In one order everywhere: Connect restarts tasks whose configuration reads differently.
        add = unmodifiableSortedMap(new TreeMap<>(add));
    }

    /** This slot without anything new. */
    public SlotAssignment withoutChanges() {
        return new SlotAssignment(slot, after, after, Map.of());
    }

    /** The frontier to read, given the stored one. */
    public Frontier apply(Frontier stored) {
        Map<String, Position> shards = new TreeMap<>();
        add.forEach((shard, position) -> shards.put(shard, Position.parse(position)));
        return stored.apply(assignment, after, shards);
    }
}
