/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.ViewType;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.lineage.Position;
import io.changefeed.source.lineage.RandomLineages;
import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.SignalOffset;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.offset.TableOffset;
import io.changefeed.source.record.TableStream;
import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
import io.changefeed.testing.RandomInputs;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskAssignmentTest {
    private static final List<ScanSelection> SELECTIONS = List.of(
            ScanSelection.ALL,
            new ScanSelection(Optional.empty(), new ScanProjection(List.of("name", "address.lines[0]"))),
            ScanSelection.ALL.withFilter(ScanFilter.parse("""
                {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"N": "1.50"}}}\
                """)));

    private static TaskAssignment task(RandomInputs in) {
        return new TaskAssignment(in.list(0, 3, () -> table(in)), in.optional(() -> signals(in)));
    }

    private static TableAssignment table(RandomInputs in) {
        String name = in.text(0, 12);
        Map<String, KeyType> key = new LinkedHashMap<>();
        in.list(1, 2, () -> in.text(1, 12)).forEach(attribute -> key.put(attribute, in.oneOf(KeyType.values())));
        TableStream stream = new TableStream(
                "arn:" + name, name, "arn:s", new KeySchema(key), in.integer(Long.MIN_VALUE, Long.MAX_VALUE));
        return new TableAssignment(
                stream,
                Instant.ofEpochMilli(in.integer(0L, 1L << 45)),
                in.oneOf("TRIM_HORIZON", "SINCE 2026-01-31T12:00:00Z"),
                in.bool(),
                in.list(0, 20, () -> slot(in)),
                in.optional(() -> snapshot(in)),
                in.optional(() -> in.text(0, 100)));
    }

    private static SlotAssignment slot(RandomInputs in) {
        Map<String, String> added = new HashMap<>();
        in.list(0, 4, () -> RandomLineages.shardId(in))
                .forEach(shard -> added.put(shard, RandomLineages.position(in).text()));
        return new SlotAssignment(
                in.integer(0, 63), in.integer(0L, Long.MAX_VALUE), in.integer(0L, Long.MAX_VALUE), added);
    }

    private static SnapshotAssignment snapshot(RandomInputs in) {
        ProcessedSignals signals = new ProcessedSignals(in.integer(0L, 1L << 40), in.list(0, 30, () -> id(in)));
        SnapshotOffset offset = new SnapshotOffset(
                id(in),
                in.integer(1, 1_000),
                SnapshotState.parse(in.oneOf("needed", "running", "paused", "done", "stopped")),
                in.bool(),
                in.oneOf(SELECTIONS),
                signals);
        return new SnapshotAssignment(
                offset,
                in.optional(() -> id(in)),
                in.optional(() -> in.oneOf(ViewType.values())),
                in.integer(0L, Long.MAX_VALUE));
    }

    private static SignalAssignment signals(RandomInputs in) {
        return new SignalAssignment(
                id(in), new SignalOffset(in.integer(0L, Long.MAX_VALUE)), in.list(0, 2, () -> in.text(0, 100)));
    }

    private static String id(RandomInputs in) {
        return in.text("abcXYZ019_.:-", 1, 12);
    }

    @Test
    void assignmentIsRestoredFromItsJson() {
        RandomInputs.check(500, in -> {
            TaskAssignment assignment = task(in);

            assertThat(TaskAssignment.fromJson(assignment.toJson())).isEqualTo(assignment);
        });
    }

    @Test
    void keyAttributesKeepTheirOrder() {
        Map<String, KeyType> types = new LinkedHashMap<>();
        types.put("z-partition", KeyType.S);
        types.put("a-sort", KeyType.N);
        TableStream stream = new TableStream("arn:t", "t", "arn:s", new KeySchema(types), 1);
        TaskAssignment assignment =
                new TaskAssignment(List.of(DiscoveredTable.failed(stream, TableStreams.offset(stream), "failure")
                        .assign(List.of())));

        TableStream read =
                TaskAssignment.fromJson(assignment.toJson()).tables().get(0).table();
        assertThat(read.key().attributes().keySet()).containsExactly("z-partition", "a-sort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"tables\":[{\"slots\":3}]}"})
    void invalidAssignmentFailsWithARemedy(String json) {
        assertThatThrownBy(() -> TaskAssignment.fromJson(json))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Cannot read 'task.assignment' in the task configuration. Restart the connector to reassign"
                        + " its tasks.");
    }

    @Test
    void offsetOfTheTableIsPartOfItsAssignment() {
        TableStream orders = TableStreams.named("orders");
        TableOffset offset = TableStreams.offset(orders);

        assertThat(DiscoveredTable.of(orders, offset, true, List.of(), Optional.empty())
                        .assign(List.of())
                        .offset())
                .isEqualTo(offset);
    }

    @Test
    void slotAppliesItsAssignmentOnce() {
        SlotAssignment assignment = new SlotAssignment(7, 2, 1, Map.of("shardId-2", "LATEST"));
        Frontier stored = new Frontier(1, new TreeMap<>(Map.of("shardId-1", new Position.After("5"))));

        Frontier applied = assignment.apply(stored);

        assertThat(applied.assignment()).isEqualTo(2);
        assertThat(applied.positions())
                .isEqualTo(Map.of("shardId-1", new Position.After("5"), "shardId-2", new Position.Latest()));
        assertThat(assignment
                        .apply(applied.advance("shardId-2", new Position.After("9")))
                        .positions())
                .containsEntry("shardId-2", new Position.After("9"));
    }
}
