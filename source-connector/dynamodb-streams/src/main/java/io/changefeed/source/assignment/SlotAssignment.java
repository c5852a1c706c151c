/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import static java.util.Collections.unmodifiableSortedMap;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import java.util.Map;
import java.util.TreeMap;

/**
 * A slot that is assigned to a task. It contains only new shards: the frontier is in the slot's stored offset.
 *
 * @param slot the slot's number
 * @param assignment the number of this assignment; the slot applies it once
 * @param previous the number of the assignment that the slot had applied when this one was made
 * @param added shards that are new to the slot, with the texts of their positions
 */
public record SlotAssignment(int slot, long assignment, long previous, Map<String, String> added) {
    public SlotAssignment {
        // Sorted, because Connect restarts a task when the text of its configuration changes.
        added = unmodifiableSortedMap(new TreeMap<>(added));
    }

    /** This slot without new shards. */
    public SlotAssignment withoutChanges() {
        return new SlotAssignment(slot, previous, previous, Map.of());
    }

    /** The frontier to read, given the stored one. */
    public Frontier apply(Frontier stored) {
        Map<String, Position> shards = new TreeMap<>();
        added.forEach((shard, position) -> shards.put(shard, Position.parse(position)));
        return stored.apply(assignment, previous, shards);
    }
}
