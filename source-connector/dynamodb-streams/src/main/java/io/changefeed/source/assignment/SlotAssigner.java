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

/** Assigns shards to slots, and slots to tasks: each to the task that has the fewest shards so far. */
public final class SlotAssigner {
    private SlotAssigner() {}

    /**
     * Adds new shards to the slots of a table. A shard is always added to the same slot, so two independent assignments
     * cannot cause it to be read twice.
     *
     * @param stored the frontiers of the slots that have one, by slot number
     * @param added shards that are in no slot yet
     * @param start position of these shards
     * @param assignment the number of this assignment, greater than those of earlier ones
     * @return the stored slots and the slots to which shards were added
     */
    public static List<WeightedSlot> assignShards(
            Map<Integer, Frontier> stored, List<String> added, Position start, long assignment) {
        Map<Integer, Map<String, String>> additions = new TreeMap<>();
        stored.keySet().forEach(slot -> additions.put(slot, new TreeMap<>()));
        for (String shard : added) {
            additions.computeIfAbsent(slotOf(shard), none -> new TreeMap<>()).put(shard, start.text());
        }
        List<WeightedSlot> slots = new ArrayList<>();
        additions.forEach((slot, shards) -> {
            Frontier frontier = stored.getOrDefault(slot, Frontier.EMPTY);
            long number = shards.isEmpty() ? frontier.assignment() : assignment;
            int weight = frontier.positions().size() + shards.size();
            slots.add(new WeightedSlot(new SlotAssignment(slot, number, frontier.assignment(), shards), weight));
        });
        return slots;
    }

    /** Shard IDs end with random digits, so their hash codes are evenly distributed. */
    private static int slotOf(String shard) {
        return Math.floorMod(shard.hashCode(), Slot.COUNT);
    }

    /** Assigns the slots of all tables to at most {@code maxTasks} tasks, and the signals to the first of them. */
    public static List<TaskAssignment> assignTasks(
            List<DiscoveredTable> tables, Optional<SignalAssignment> signals, int maxTasks) {
        List<TaskAssignment> tasks = new ArrayList<>(assignSlots(tables, maxTasks));
        if (!tasks.isEmpty()) {
            tasks.set(0, tasks.get(0).with(signals));
        }
        return tasks;
    }

    /**
     * Assigns the slots of all tables to at most {@code maxTasks} tasks, the heaviest first. Tables that must not be read on
     * share a separate task, the last one, so that its failure does not stop the others. If there is only one task, it
     * fails.
     */
    public static List<TaskAssignment> assignSlots(List<DiscoveredTable> tables, int maxTasks) {
        List<TableAssignment> failed = tables.stream()
                .filter(table -> table.failure().isPresent())
                .map(table -> table.assign(List.of()))
                .toList();
        List<DiscoveredTable> readable =
                tables.stream().filter(table -> table.failure().isEmpty()).toList();
        List<TaskAssignment> tasks =
                new ArrayList<>(assignReadable(readable, failed.isEmpty() ? maxTasks : Math.max(1, maxTasks - 1)));
        if (!failed.isEmpty() && tasks.size() < maxTasks) {
            tasks.add(new TaskAssignment(failed));
        } else if (!failed.isEmpty()) {
            List<TableAssignment> all = new ArrayList<>(tasks.get(0).tables());
            all.addAll(failed);
            tasks.set(0, new TaskAssignment(all));
        }
        return tasks;
    }

    private static List<TaskAssignment> assignReadable(List<DiscoveredTable> tables, int maxTasks) {
        List<Unit> units = tables.stream()
                .flatMap(SlotAssigner::units)
                .sorted(Comparator.comparingInt(Unit::weight).reversed())
                .toList();
        int[] weights = new int[Math.min(maxTasks, units.size())];
        List<Map<DiscoveredTable, List<SlotAssignment>>> tasks = new ArrayList<>();
        for (int task = 0; task < weights.length; task++) {
            tasks.add(new LinkedHashMap<>());
        }
        for (Unit unit : units) {
            int task = lightest(weights);
            tasks.get(task)
                    .computeIfAbsent(unit.table(), none -> new ArrayList<>())
                    .addAll(unit.slots());
            // A slot without shards still needs heartbeats, which keep its offset current.
            weights[task] += Math.max(1, unit.weight());
        }
        return tasks.stream().map(SlotAssigner::task).toList();
    }

    /** Slots that are assigned to one task together. */
    private record Unit(DiscoveredTable table, List<SlotAssignment> slots, int weight) {}

    /** The slots of a table are one unit during a snapshot: its rows are deduplicated against the changes of all slots. */
    private static Stream<Unit> units(DiscoveredTable table) {
        if (table.snapshot().isEmpty()) {
            return table.slots().stream().map(slot -> new Unit(table, List.of(slot.assignment()), slot.shards()));
        }
        List<SlotAssignment> slots =
                table.slots().stream().map(WeightedSlot::assignment).toList();
        int shards = table.slots().stream().mapToInt(WeightedSlot::shards).sum();
        return Stream.of(new Unit(
                table,
                slots,
                shards + table.snapshot().map(SnapshotAssignment::segments).orElse(0)));
    }

    private static TaskAssignment task(Map<DiscoveredTable, List<SlotAssignment>> slotsByTable) {
        List<TableAssignment> tables = new ArrayList<>();
        slotsByTable.forEach((table, slots) -> tables.add(table.assign(slots)));
        return new TaskAssignment(tables);
    }

    private static int lightest(int[] weights) {
        int lightest = 0;
        for (int task = 1; task < weights.length; task++) {
            if (weights[task] < weights[lightest]) {
                lightest = task;
            }
        }
        return lightest;
    }
}
