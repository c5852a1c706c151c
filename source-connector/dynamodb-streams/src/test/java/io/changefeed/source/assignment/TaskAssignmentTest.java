/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.ViewType;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Frontiers;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.SignalOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.selection.Filter;
import io.changefeed.source.selection.Projection;
import io.changefeed.source.selection.Selection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskAssignmentTest {
    private static final List<Selection> SELECTIONS = List.of(
            Selection.ALL,
            new Selection(Optional.empty(), new Projection(List.of("name", "address.lines[0]"))),
            Selection.ALL.of(Filter.parse("""
                            {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"N": "1.50"}}}""")));

    @Provide
    Arbitrary<TaskAssignment> assignments() {
        Arbitrary<SlotAssignment> slots = Combinators.combine(
                        Arbitraries.integers().between(0, 63),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.maps(
                                        Frontiers.shardIds(),
                                        new Frontiers().positions().map(Position::text))
                                .ofMaxSize(4))
                .as(SlotAssignment::new);
        Arbitrary<TableStream> streams = Combinators.combine(
                        Arbitraries.strings().ofMaxLength(12),
                        Arbitraries.maps(
                                        Arbitraries.strings().ofMinLength(1).ofMaxLength(12),
                                        Arbitraries.of(KeyType.class))
                                .ofMinSize(1)
                                .ofMaxSize(2),
                        Arbitraries.longs())
                .as((name, key, generation) ->
                        new TableStream("arn:" + name, name, "arn:s", new KeySchema(key), generation));
        Arbitrary<String> ids =
                Arbitraries.strings().withChars("abcXYZ019_.:-").ofMinLength(1).ofMaxLength(12);
        Arbitrary<ProcessedSignals> signals = Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(0).lessOrEqual(1L << 40),
                        ids.list().ofMaxSize(30))
                .as(ProcessedSignals::new);
        Arbitrary<SnapshotOffset> offsets = Combinators.combine(
                        ids,
                        Arbitraries.integers().between(1, 1_000),
                        Arbitraries.of("needed", "running", "paused", "done", "stopped")
                                .map(SnapshotState::parse),
                        Arbitraries.of(true, false),
                        Arbitraries.of(SELECTIONS),
                        signals)
                .as(SnapshotOffset::new);
        Arbitrary<SnapshotAssignment> snapshots = Combinators.combine(
                        offsets,
                        ids.optional(),
                        Arbitraries.of(ViewType.class).optional(),
                        Arbitraries.longs().greaterOrEqual(0))
                .as(SnapshotAssignment::new);
        Arbitrary<TableAssignment> tables = Combinators.combine(
                        streams,
                        Arbitraries.longs().between(0, 1L << 45).map(Instant::ofEpochMilli),
                        Arbitraries.of(true, false),
                        slots.list(),
                        snapshots.optional())
                .as(TableAssignment::new);
        Arbitrary<SignalAssignment> settled = Combinators.combine(
                        ids,
                        Arbitraries.longs().greaterOrEqual(0).map(SignalOffset::new),
                        Arbitraries.strings().list().ofMaxSize(2))
                .as(SignalAssignment::new);
        return Combinators.combine(tables.list().ofMaxSize(3), settled.optional())
                .as(TaskAssignment::new);
    }

    @Property(tries = 200)
    void aDealIsReadAsItWasWritten(@ForAll("assignments") TaskAssignment assignment) {
        assertThat(TaskAssignment.fromJson(assignment.toJson())).isEqualTo(assignment);
    }

    @Test
    void theOrderOfTheKeyAttributesIsKept() {
        Map<String, KeyType> types = new LinkedHashMap<>();
        types.put("z-partition", KeyType.S);
        types.put("a-sort", KeyType.N);
        TableStream stream = new TableStream("arn:t", "t", "arn:s", new KeySchema(types), 1);
        TaskAssignment assignment = new TaskAssignment(
                List.of(new TableAssignment(stream, Instant.EPOCH, true, List.of(), Optional.empty())));

        TableStream read =
                TaskAssignment.fromJson(assignment.toJson()).tables().get(0).table();
        assertThat(read.key().attributes().keySet()).containsExactly("z-partition", "a-sort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"tables\":[{\"slots\":3}]}"})
    void aTaskWithoutAReadableDealSaysWhatToDo(String json) {
        assertThatThrownBy(() -> TaskAssignment.fromJson(json))
                .isInstanceOf(ConnectException.class)
                .hasMessage(
                        "Cannot read 'task.assignment' in the task configuration. Restart the connector to reassign its tasks.");
    }

    @Test
    void aTablesOffsetTellsItsStreamGenerationAndFirstStart() {
        TableStream orders = TableStreams.named("orders");
        Instant firstStart = Instant.parse("2026-01-31T12:00:00Z");

        assertThat(new TableAssignment(orders, firstStart, true, List.of(), Optional.empty()).offset())
                .isEqualTo(new TableOffset(orders.streamArn(), orders.generation(), firstStart));
    }

    @Test
    void aSlotTakesUpTheShardsThatItIsDealt() {
        SlotAssignment assignment = new SlotAssignment(7, 2, 1, Map.of("shardId-2", "LATEST"));
        Frontier stored = new Frontier(1, new TreeMap<>(Map.of("shardId-1", new Position.After("5"))));

        Frontier taken = assignment.apply(stored);

        assertThat(taken.assignment()).isEqualTo(2);
        assertThat(taken.positions())
                .isEqualTo(Map.of("shardId-1", new Position.After("5"), "shardId-2", new Position.Latest()));
        assertThat(assignment
                        .apply(taken.advance("shardId-2", new Position.After("9")))
                        .positions())
                .containsEntry("shardId-2", new Position.After("9"));
    }
}
