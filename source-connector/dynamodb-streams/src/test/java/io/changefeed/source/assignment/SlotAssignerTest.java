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
import java.time.Instant;
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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotAssignerTest {
    private static final Position START = new Position.TrimHorizon();
    private static final long ASSIGNMENT = 1_795_257_160_900L;

    @Provide
    Arbitrary<Map<Integer, Frontier>> stored() {
        Arbitrary<Frontier> frontiers = Combinators.combine(
                        Arbitraries.longs().between(1, 9),
                        Arbitraries.integers().between(0, 5))
                .as((assignment, shards) -> new Frontier(assignment, shards("held", shards)));
        return Arbitraries.maps(Arbitraries.integers().between(0, Slot.COUNT - 1), frontiers)
                .map(SlotAssignerTest::withShardsOfTheirOwn);
    }

    /** No shard is held by two slots. */
    private static Map<Integer, Frontier> withShardsOfTheirOwn(Map<Integer, Frontier> frontiers) {
        Map<Integer, Frontier> own = new TreeMap<>();
        frontiers.forEach((slot, frontier) -> own.put(
                slot,
                new Frontier(
                        frontier.assignment(),
                        shards("held-" + slot, frontier.positions().size()))));
        return own;
    }

    private static SortedMap<String, Position> shards(String name, int count) {
        SortedMap<String, Position> shards = new TreeMap<>();
        IntStream.range(0, count).forEach(i -> shards.put("shardId-" + name + "-" + i, new Position.After("1")));
        return shards;
    }

    private static List<String> added(int count) {
        return IntStream.range(0, count).mapToObj(i -> "shardId-new-" + i).toList();
    }

    @Property
    void everyNewShardIsInOneSlotAndEveryStoredSlotStays(
            @ForAll("stored") Map<Integer, Frontier> stored, @ForAll @IntRange(max = 200) int count) {
        List<WeightedSlot> slots = SlotAssigner.assignShards(stored, added(count), START, ASSIGNMENT);

        List<String> dealt = slots.stream()
                .flatMap(slot -> slot.assignment().added().keySet().stream())
                .toList();
        assertThat(dealt).containsExactlyInAnyOrderElementsOf(added(count));
        assertThat(slots)
                .extracting(slot -> slot.assignment().slot())
                .doesNotHaveDuplicates()
                .containsAll(stored.keySet());
        assertThat(slots)
                .flatExtracting(slot -> slot.assignment().added().values())
                .allMatch("TRIM_HORIZON"::equals);
    }

    @Property
    void aSlotThatIsGivenShardsTakesThemUpAndOneThatIsNotStaysAsItIs(
            @ForAll("stored") Map<Integer, Frontier> stored, @ForAll @IntRange(max = 200) int count) {
        for (WeightedSlot slot : SlotAssigner.assignShards(stored, added(count), START, ASSIGNMENT)) {
            Frontier before = stored.getOrDefault(slot.assignment().slot(), Frontier.EMPTY);
            Frontier after = slot.assignment().apply(before);

            Set<String> expected = new HashSet<>(before.positions().keySet());
            expected.addAll(slot.assignment().added().keySet());
            assertThat(after.positions().keySet()).isEqualTo(expected);
            assertThat(after.equals(before)).isEqualTo(slot.assignment().added().isEmpty());
            assertThat(slot.shards()).isEqualTo(expected.size());
        }
    }

    @Property
    void aShardComesIntoTheSameSlotWhateverElseIsDealt(
            @ForAll("stored") Map<Integer, Frontier> stored, @ForAll @IntRange(min = 1, max = 200) int count) {
        int alone = SlotAssigner.assignShards(Map.of(), added(1), START, ASSIGNMENT)
                .get(0)
                .assignment()
                .slot();

        assertThat(SlotAssigner.assignShards(stored, added(count), START, ASSIGNMENT))
                .filteredOn(slot -> slot.assignment().added().containsKey(added(1).get(0)))
                .extracting(slot -> slot.assignment().slot())
                .containsExactly(alone);
    }

    @Test
    void aDealIsMadeForTheFrontierThatWasStored() {
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
        Frontier overtaken = new Frontier(6, shards("held", 1));
        assertThat(assignment.apply(overtaken)).isEqualTo(overtaken);
    }

    @Provide
    Arbitrary<List<DiscoveredTable>> tables() {
        Arbitrary<List<Integer>> weights =
                Arbitraries.integers().between(0, 30).list().ofMaxSize(Slot.COUNT);
        return weights.list()
                .ofMaxSize(5)
                .map(tables -> IntStream.range(0, tables.size())
                        .mapToObj(i -> table("table-" + i, tables.get(i)))
                        .toList());
    }

    private static DiscoveredTable table(String name, List<Integer> weights) {
        List<WeightedSlot> slots = new ArrayList<>();
        for (int slot = 0; slot < weights.size(); slot++) {
            slots.add(new WeightedSlot(new SlotAssignment(slot, 1, 1, Map.of()), weights.get(slot)));
        }
        return new DiscoveredTable(TableStreams.named(name), Instant.EPOCH, false, slots, Optional.empty());
    }

    @Property
    void everySlotIsInOneTaskAndThereAreNeverMoreTasksThanAllowed(
            @ForAll("tables") List<DiscoveredTable> tables, @ForAll @IntRange(min = 1, max = 40) int maxTasks) {
        List<TaskAssignment> tasks = SlotAssigner.assignSlots(tables, maxTasks);

        List<String> dealt =
                tasks.stream().flatMap(task -> slotsOf(task.tables()).stream()).toList();
        List<String> all = tables.stream()
                .flatMap(table -> table.slots().stream()
                        .map(slot ->
                                table.table().name() + "/" + slot.assignment().slot()))
                .toList();
        assertThat(dealt).containsExactlyInAnyOrderElementsOf(all);
        assertThat(tasks).hasSize(Math.min(maxTasks, all.size()));
        assertThat(tasks).noneMatch(task -> task.tables().isEmpty());
    }

    private static List<String> slotsOf(List<TableAssignment> tables) {
        return tables.stream()
                .flatMap(table ->
                        table.slots().stream().map(slot -> table.table().name() + "/" + slot.slot()))
                .toList();
    }

    @Property
    void noTwoTasksDifferByMoreThanTheHeaviestSlot(
            @ForAll("tables") List<DiscoveredTable> tables, @ForAll @IntRange(min = 1, max = 40) int maxTasks) {
        Map<String, Integer> weights = tables.stream()
                .flatMap(table -> table.slots().stream()
                        .map(slot -> Map.entry(
                                table.table().name() + "/" + slot.assignment().slot(), Math.max(1, slot.shards()))))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<Integer> loads = SlotAssigner.assignSlots(tables, maxTasks).stream()
                .map(task ->
                        slotsOf(task.tables()).stream().mapToInt(weights::get).sum())
                .sorted()
                .toList();
        int heaviest = weights.values().stream().max(Comparator.naturalOrder()).orElse(0);

        if (!loads.isEmpty()) {
            assertThat(loads.get(loads.size() - 1) - loads.get(0)).isLessThanOrEqualTo(heaviest);
        }
    }

    @Test
    void theHeaviestSlotIsDealtFirstSoThatLightOnesFillUp() {
        List<TaskAssignment> tasks = SlotAssigner.assignSlots(List.of(table("a", List.of(1, 1, 2))), 2);

        assertThat(tasks)
                .extracting(task -> slotsOf(task.tables()))
                .containsExactly(List.of("a/2"), List.of("a/0", "a/1"));
    }

    @Test
    void aTableOfWhichASnapshotIsTakenIsInOneTask() {
        DiscoveredTable table = table("a", List.of(1, 1, 1));
        SnapshotAssignment snapshot = new SnapshotAssignment(
                new SnapshotOffset("initial", 2, new SnapshotState.Waiting()), Optional.empty(), Optional.empty(), 0);
        DiscoveredTable read =
                new DiscoveredTable(table.table(), Instant.EPOCH, false, table.slots(), Optional.of(snapshot));

        List<TaskAssignment> tasks = SlotAssigner.assignSlots(List.of(read, table("b", List.of(4, 1, 1))), 3);

        // Three shards and two segments weigh more than any slot of the other table.
        assertThat(tasks)
                .extracting(task -> slotsOf(task.tables()))
                .containsExactly(List.of("a/0", "a/1", "a/2"), List.of("b/0"), List.of("b/1", "b/2"));
        assertThat(tasks.get(0).tables().get(0).snapshot()).contains(snapshot);
    }

    @Test
    void aTableWithoutShardsNeedsNoTask() {
        assertThat(SlotAssigner.assignSlots(List.of(table("empty", List.of())), 3))
                .isEmpty();
    }

    @Test
    void aTableKeepsItsSlotsTogetherInATasksDeal() {
        List<TaskAssignment> tasks =
                SlotAssigner.assignSlots(List.of(table("a", List.of(1, 1, 1)), table("b", List.of(1, 1, 1))), 1);

        assertThat(tasks).hasSize(1);
        assertThat(tasks.get(0).tables())
                .extracting(table -> table.table().name())
                .containsExactly("a", "b");
        assertThat(tasks.get(0).tables()).allMatch(table -> table.slots().size() == 3);
    }
}
