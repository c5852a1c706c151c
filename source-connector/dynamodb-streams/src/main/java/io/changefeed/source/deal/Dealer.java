/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.deal;

import io.changefeed.source.deal.TableSlots.WeighedSlot;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Deals shards to slots, and slots to tasks: each to the task that has the fewest shards so far. */
public final class Dealer {
    private Dealer() {}

    /**
     * Puts new shards into the slots of a table. A shard always comes into the same slot, so that two deals that did not
     * know of each other cannot have it read twice.
     *
     * @param stored the frontiers of the slots that have one, by slot number
     * @param added shards that are in no slot yet
     * @param start where they start
     * @param deal the number of this deal: greater than those before
     * @return the slots to be read: those stored, and those that were given shards
     */
    public static List<WeighedSlot> dealShards(
            Map<Integer, Frontier> stored, List<String> added, Position start, long deal) {
        Map<Integer, Map<String, String>> additions = new TreeMap<>();
        stored.keySet().forEach(slot -> additions.put(slot, new TreeMap<>()));
        for (String shard : added) {
            additions.computeIfAbsent(slotOf(shard), none -> new TreeMap<>()).put(shard, start.text());
        }
        List<WeighedSlot> slots = new ArrayList<>();
        additions.forEach((slot, add) -> {
            Frontier frontier = stored.getOrDefault(slot, Frontier.EMPTY);
            long number = add.isEmpty() ? frontier.deal() : deal;
            int shards = frontier.positions().size() + add.size();
            slots.add(new WeighedSlot(new SlotDeal(slot, number, frontier.deal(), add), shards));
        });
        return slots;
    }

    /** The ids of shards end with random digits, so their hashes spread. */
    private static int slotOf(String shard) {
        return Math.floorMod(shard.hashCode(), Slot.COUNT);
    }

    /** Deals the slots of all tables to at most {@code maxTasks} tasks, and what there is of signals to the first. */
    public static List<TaskDeal> dealTasks(List<TableSlots> tables, Optional<SignalDeal> signals, int maxTasks) {
        List<TaskDeal> tasks = new ArrayList<>(dealSlots(tables, maxTasks));
        if (!tasks.isEmpty()) {
            tasks.set(0, tasks.get(0).with(signals));
        }
        return tasks;
    }

    /** Deals the slots of all tables to at most {@code maxTasks} tasks, the heaviest first. */
    public static List<TaskDeal> dealSlots(List<TableSlots> tables, int maxTasks) {
        List<Card> cards = tables.stream()
                .flatMap(Dealer::cards)
                .sorted(Comparator.comparingInt(Card::shards).reversed())
                .toList();
        int[] shards = new int[Math.min(maxTasks, cards.size())];
        List<Map<TableSlots, List<SlotDeal>>> hands = new ArrayList<>();
        for (int task = 0; task < shards.length; task++) {
            hands.add(new LinkedHashMap<>());
        }
        for (Card card : cards) {
            int task = fewest(shards);
            hands.get(task)
                    .computeIfAbsent(card.table(), none -> new ArrayList<>())
                    .addAll(card.slots());
            // A slot without shards is work too: it is there to be told of.
            shards[task] += Math.max(1, card.shards());
        }
        return hands.stream().map(Dealer::task).toList();
    }

    /** What goes to one task together. */
    private record Card(TableSlots table, List<SlotDeal> slots, int shards) {}

    /** A row of a snapshot is compared with what was handed over of the stream, so one task must see both. */
    private static Stream<Card> cards(TableSlots table) {
        if (table.snapshot().isEmpty()) {
            return table.slots().stream().map(slot -> new Card(table, List.of(slot.deal()), slot.shards()));
        }
        List<SlotDeal> slots = table.slots().stream().map(WeighedSlot::deal).toList();
        int shards = table.slots().stream().mapToInt(WeighedSlot::shards).sum();
        return Stream.of(new Card(
                table,
                slots,
                shards + table.snapshot().map(SnapshotDeal::segments).orElse(0)));
    }

    private static TaskDeal task(Map<TableSlots, List<SlotDeal>> hand) {
        List<TableDeal> tables = new ArrayList<>();
        hand.forEach((table, slots) ->
                tables.add(new TableDeal(table.table(), table.firstStart(), table.first(), slots, table.snapshot())));
        return new TaskDeal(tables);
    }

    private static int fewest(int[] shards) {
        int fewest = 0;
        for (int i = 1; i < shards.length; i++) {
            if (shards[i] < shards[fewest]) {
                fewest = i;
            }
        }
        return fewest;
    }
}
