/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.source.assignment.DiscoveredTable.WeightedSlot;
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
public final class SlotAssigner {
    private SlotAssigner() {}

    /**
     * Puts new shards into the slots of a table. A shard always comes into the same slot, so that two deals that did not
     * know of each other cannot have it read twice.
     *
     * @param stored the frontiers of the slots that have one, by slot number
     * @param added shards that are in no slot yet
     * @param start where they start
     * @param assignment the number of this deal: greater than those before
     * @return the slots to be read: those stored, and those that were given shards
     */
    public static List<WeightedSlot> assignShards(
            Map<Integer, Frontier> stored, List<String> added, Position start, long assignment) {
        Map<Integer, Map<String, String>> additions = new TreeMap<>();
        stored.keySet().forEach(slot -> additions.put(slot, new TreeMap<>()));
        for (String shard : added) {
            additions.computeIfAbsent(slotOf(shard), none -> new TreeMap<>()).put(shard, start.text());
        }
        List<WeightedSlot> slots = new ArrayList<>();
        additions.forEach((slot, add) -> {
            Frontier frontier = stored.getOrDefault(slot, Frontier.EMPTY);
            long number = add.isEmpty() ? frontier.assignment() : assignment;
            int shards = frontier.positions().size() + add.size();
            slots.add(new WeightedSlot(new SlotAssignment(slot, number, frontier.assignment(), add), shards));
        });
        return slots;
    }

    /** The ids of shards end with random digits, so their hashes spread. */
    private static int slotOf(String shard) {
        return Math.floorMod(shard.hashCode(), Slot.COUNT);
    }

    /** Deals the slots of all tables to at most {@code maxTasks} tasks, and what there is of signals to the first. */
    public static List<TaskAssignment> assignTasks(
            List<DiscoveredTable> tables, Optional<SignalAssignment> signals, int maxTasks) {
        List<TaskAssignment> tasks = new ArrayList<>(assignSlots(tables, maxTasks));
        if (!tasks.isEmpty()) {
            tasks.set(0, tasks.get(0).with(signals));
        }
        return tasks;
    }

    /** Deals the slots of all tables to at most {@code maxTasks} tasks, the heaviest first. */
    public static List<TaskAssignment> assignSlots(List<DiscoveredTable> tables, int maxTasks) {
        List<Card> cards = tables.stream()
                .flatMap(SlotAssigner::cards)
                .sorted(Comparator.comparingInt(Card::shards).reversed())
                .toList();
        int[] shards = new int[Math.min(maxTasks, cards.size())];
        List<Map<DiscoveredTable, List<SlotAssignment>>> hands = new ArrayList<>();
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
        return hands.stream().map(SlotAssigner::task).toList();
    }

    /** What goes to one task together. */
    private record Card(DiscoveredTable table, List<SlotAssignment> slots, int shards) {}

    /** A row of a snapshot is compared with what was handed over of the stream, so one task must see both. */
    private static Stream<Card> cards(DiscoveredTable table) {
        if (table.snapshot().isEmpty()) {
            return table.slots().stream().map(slot -> new Card(table, List.of(slot.assignment()), slot.shards()));
        }
        List<SlotAssignment> slots =
                table.slots().stream().map(WeightedSlot::assignment).toList();
        int shards = table.slots().stream().mapToInt(WeightedSlot::shards).sum();
        return Stream.of(new Card(
                table,
                slots,
                shards + table.snapshot().map(SnapshotAssignment::segments).orElse(0)));
    }

    private static TaskAssignment task(Map<DiscoveredTable, List<SlotAssignment>> hand) {
        List<TableAssignment> tables = new ArrayList<>();
        hand.forEach((table, slots) -> tables.add(
                new TableAssignment(table.table(), table.firstStart(), table.first(), slots, table.snapshot())));
        return new TaskAssignment(tables);
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
