/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.source.assignment.DiscoveredTable.WeightedSlot;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.Slot;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.record.TableStream;
import io.changefeed.testing.RandomInputs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotAssignerTest {
    private static final Position START = new Position.TrimHorizon();
    private static final long ASSIGNMENT = 1_795_257_160_900L;

    /** Frontiers by slot number. No shard is in two of them. */
    private static Map<Integer, Frontier> stored(RandomInputs in) {
        Map<Integer, Frontier> stored = new TreeMap<>();
        for (int slot : in.list(0, Slot.COUNT, () -> in.integer(0, Slot.COUNT - 1))) {
            stored.put(slot, new Frontier(in.integer(1L, 9L), shards("held-" + slot, in.integer(0, 5))));
        }
        return stored;
    }

    private static SortedMap<String, Position> shards(String name, int count) {
        SortedMap<String, Position> shards = new TreeMap<>();
        IntStream.range(0, count).forEach(i -> shards.put("shardId-" + name + "-" + i, new Position.After("1")));
        return shards;
    }

    private static List<String> added(int count) {
        return IntStream.range(0, count).mapToObj(i -> "shardId-new-" + i).toList();
    }

    @Test
    void everyNewShardIsInOneSlotAndEveryStoredSlotRemains() {
        RandomInputs.check(1000, in -> {
            Map<Integer, Frontier> stored = stored(in);
            List<String> added = added(in.integer(0, 200));
            List<WeightedSlot> slots = SlotAssigner.assignShards(stored, added, START, ASSIGNMENT);

            List<String> assigned = slots.stream()
                    .flatMap(slot -> slot.assignment().added().keySet().stream())
                    .toList();
            assertThat(assigned).containsExactlyInAnyOrderElementsOf(added);
            assertThat(slots)
                    .extracting(slot -> slot.assignment().slot())
                    .doesNotHaveDuplicates()
                    .containsAll(stored.keySet());
            assertThat(slots)
                    .flatExtracting(slot -> slot.assignment().added().values())
                    .allMatch("TRIM_HORIZON"::equals);
        });
    }

    @Test
    void onlySlotsWithNewShardsChange() {
        RandomInputs.check(1000, in -> {
            Map<Integer, Frontier> stored = stored(in);
            List<String> added = added(in.integer(0, 200));
            for (WeightedSlot slot : SlotAssigner.assignShards(stored, added, START, ASSIGNMENT)) {
                Frontier before = stored.getOrDefault(slot.assignment().slot(), Frontier.EMPTY);
                Frontier after = slot.assignment().apply(before);

                Set<String> expected = new HashSet<>(before.positions().keySet());
                expected.addAll(slot.assignment().added().keySet());
                assertThat(after.positions().keySet()).isEqualTo(expected);
                assertThat(after.equals(before))
                        .isEqualTo(slot.assignment().added().isEmpty());
                assertThat(slot.shards()).isEqualTo(expected.size());
            }
        });
    }

    @Test
    void shardIsAlwaysAssignedToTheSameSlot() {
        int alone = SlotAssigner.assignShards(Map.of(), added(1), START, ASSIGNMENT)
                .get(0)
                .assignment()
                .slot();

        RandomInputs.check(
                1000,
                in -> assertThat(SlotAssigner.assignShards(stored(in), added(in.integer(1, 200)), START, ASSIGNMENT))
                        .filteredOn(slot -> slot.assignment().added().containsKey(added(1).get(0)))
                        .extracting(slot -> slot.assignment().slot())
                        .containsExactly(alone));
    }

    @Test
    void assignmentAppliesOnlyToItsFrontier() {
        int slot = SlotAssigner.assignShards(Map.of(), added(1), START, ASSIGNMENT)
                .get(0)
                .assignment()
                .slot();
        Frontier seen = new Frontier(5, shards("held", 1));
        SlotAssignment assignment = SlotAssigner.assignShards(Map.of(slot, seen), added(1), START, ASSIGNMENT)
                .get(0)
                .assignment();

        assertThat(assignment.apply(seen).positions()).hasSize(2);
        assertThat(assignment.apply(assignment.apply(seen))).isEqualTo(assignment.apply(seen));
        Frontier later = new Frontier(6, shards("held", 1));
        assertThat(assignment.apply(later)).isEqualTo(later);
    }

    private static List<DiscoveredTable> tables(RandomInputs in) {
        List<DiscoveredTable> tables = new ArrayList<>();
        int count = in.integer(0, 5);
        for (int number = 0; number < count; number++) {
            tables.add(table("table-" + number, in.list(0, Slot.COUNT, () -> in.integer(0, 30))));
        }
        return tables;
    }

    private static DiscoveredTable table(String name, List<Integer> weights) {
        List<WeightedSlot> slots = new ArrayList<>();
        for (int slot = 0; slot < weights.size(); slot++) {
            slots.add(new WeightedSlot(new SlotAssignment(slot, 1, 1, Map.of()), weights.get(slot)));
        }
        return table(TableStreams.named(name), slots, Optional.empty());
    }

    private static DiscoveredTable table(
            TableStream stream, List<WeightedSlot> slots, Optional<SnapshotAssignment> snapshot) {
        return DiscoveredTable.of(stream, TableStreams.offset(stream), false, slots, snapshot);
    }

    @Test
    void everySlotIsInOneTaskAndTasksMaxIsNotExceeded() {
        RandomInputs.check(1000, in -> {
            List<DiscoveredTable> tables = tables(in);
            int maxTasks = in.integer(1, 40);
            List<TaskAssignment> tasks = SlotAssigner.assignSlots(tables, maxTasks);

            List<String> assigned = tasks.stream()
                    .flatMap(task -> slotsOf(task.tables()).stream())
                    .toList();
            List<String> all = tables.stream()
                    .flatMap(table -> table.slots().stream()
                            .map(slot -> table.table().name() + "/"
                                    + slot.assignment().slot()))
                    .toList();
            assertThat(assigned).containsExactlyInAnyOrderElementsOf(all);
            assertThat(tasks).hasSize(Math.min(maxTasks, all.size()));
            assertThat(tasks).noneMatch(task -> task.tables().isEmpty());
        });
    }

    private static List<String> slotsOf(List<TableAssignment> tables) {
        return tables.stream()
                .flatMap(table ->
                        table.slots().stream().map(slot -> table.table().name() + "/" + slot.slot()))
                .toList();
    }

    @Test
    void tasksDifferByAtMostTheHeaviestSlot() {
        RandomInputs.check(1000, in -> {
            List<DiscoveredTable> tables = tables(in);
            Map<String, Integer> weights = tables.stream()
                    .flatMap(table -> table.slots().stream()
                            .map(slot -> Map.entry(
                                    table.table().name() + "/"
                                            + slot.assignment().slot(),
                                    Math.max(1, slot.shards()))))
                    .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
            List<Integer> loads = SlotAssigner.assignSlots(tables, in.integer(1, 40)).stream()
                    .map(task -> slotsOf(task.tables()).stream()
                            .mapToInt(weights::get)
                            .sum())
                    .sorted()
                    .toList();
            int heaviest =
                    weights.values().stream().max(Comparator.naturalOrder()).orElse(0);

            if (!loads.isEmpty()) {
                assertThat(loads.get(loads.size() - 1) - loads.get(0)).isLessThanOrEqualTo(heaviest);
            }
        });
    }

    @Test
    void heaviestSlotIsAssignedFirst() {
        List<TaskAssignment> tasks = SlotAssigner.assignSlots(List.of(table("a", List.of(1, 1, 2))), 2);

        assertThat(tasks)
                .extracting(task -> slotsOf(task.tables()))
                .containsExactly(List.of("a/2"), List.of("a/0", "a/1"));
    }

    @Test
    void tableWithASnapshotIsAssignedToOneTask() {
        DiscoveredTable table = table("a", List.of(1, 1, 1));
        SnapshotAssignment snapshot = new SnapshotAssignment(
                new SnapshotOffset("initial", 2, new SnapshotState.Waiting()), Optional.empty(), Optional.empty(), 0);
        DiscoveredTable read = table(table.table(), table.slots(), Optional.of(snapshot));

        List<TaskAssignment> tasks = SlotAssigner.assignSlots(List.of(read, table("b", List.of(4, 1, 1))), 3);

        // Three shards and two segments weigh more than any slot of the other table.
        assertThat(tasks)
                .extracting(task -> slotsOf(task.tables()))
                .containsExactly(List.of("a/0", "a/1", "a/2"), List.of("b/0"), List.of("b/1", "b/2"));
        assertThat(tasks.get(0).tables().get(0).snapshot()).contains(snapshot);
    }

    @Test
    void failedTablesHaveATaskOfTheirOwn() {
        DiscoveredTable first = failed("first");
        DiscoveredTable second = failed("second");
        List<DiscoveredTable> tables = List.of(first, table("a", List.of(1, 1, 1)), second, table("b", List.of(2)));

        assertThat(SlotAssigner.assignSlots(tables, 3))
                .extracting(task -> task.tables().stream()
                        .map(table -> table.table().name())
                        .toList())
                .containsExactly(List.of("b", "a"), List.of("a"), List.of("first", "second"));
        assertThat(SlotAssigner.assignSlots(tables, 1))
                .singleElement()
                .satisfies(task -> assertThat(task.tables()).hasSize(4));
        assertThat(SlotAssigner.assignSlots(List.of(first, second), 3))
                .singleElement()
                .satisfies(task -> assertThat(task.tables())
                        .allMatch(table -> table.failure().equals(Optional.of("lost"))));
    }

    private static DiscoveredTable failed(String name) {
        TableStream stream = TableStreams.named(name);
        return DiscoveredTable.failed(stream, TableStreams.offset(stream), "lost");
    }

    @Test
    void tableWithoutShardsNeedsNoTask() {
        assertThat(SlotAssigner.assignSlots(List.of(table("empty", List.of())), 3))
                .isEmpty();
    }

    @Test
    void assignmentHasOneEntryPerTable() {
        List<TaskAssignment> tasks =
                SlotAssigner.assignSlots(List.of(table("a", List.of(1, 1, 1)), table("b", List.of(1, 1, 1))), 1);

        assertThat(tasks).hasSize(1);
        assertThat(tasks.get(0).tables())
                .extracting(table -> table.table().name())
                .containsExactly("a", "b");
        assertThat(tasks.get(0).tables()).allMatch(table -> table.slots().size() == 3);
    }
}
