/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.deal;

import static java.util.Collections.unmodifiableSortedMap;

import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task is told of one slot. The slot's frontier itself is in its stored offset; here stands only what is new.
 *
 * @param slot the slot's number
 * @param deal the number of this deal; the slot takes it up once
 * @param after the number of the deal that the slot had taken up when this one was made
 * @param add shards that the slot has not held yet, with the texts of their positions
 */
public record SlotDeal(int slot, long deal, long after, Map<String, String> add) {
    public SlotDeal {
        // In one order everywhere: Connect restarts tasks whose configuration reads differently.
        add = unmodifiableSortedMap(new TreeMap<>(add));
    }

    /** This slot without anything new. */
    public SlotDeal withoutNews() {
        return new SlotDeal(slot, after, after, Map.of());
    }

    /** The frontier to read, given the stored one. */
    public Frontier takeUp(Frontier stored) {
        Map<String, Position> shards = new TreeMap<>();
        add.forEach((shard, position) -> shards.put(shard, Position.parse(position)));
        return stored.takeUp(deal, after, shards);
    }
}
