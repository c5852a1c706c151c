/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.assignment.SnapshotAssignment;
import io.changefeed.source.assignment.TableAssignment;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.offset.StoredOffsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The offsets that must be committed before a snapshot starts to scan, and before it completes. Connect commits the offsets
 * of different source partitions in any order, so the committed offsets are read back.
 */
final class SnapshotPreconditions {
    private final StoredOffsets offsets;
    private final TableAssignment table;
    private final SnapshotAssignment snapshot;
    private final Map<Integer, Long> applied;

    /** @param applied the number of the assignment that each slot of the table has applied */
    SnapshotPreconditions(
            StoredOffsets offsets, TableAssignment table, SnapshotAssignment snapshot, Map<Integer, Long> applied) {
        this.offsets = offsets;
        this.table = table;
        this.snapshot = snapshot;
        this.applied = Map.copyOf(applied);
    }

    /** Whether the running snapshot and the start positions of the table's stream are committed. */
    boolean isStartCommitted() {
        Map<Integer, Frontier> frontiers = offsets.frontiers(table.table().streamArn());
        return offsets.table(table.table().arn()).equals(Optional.of(table.offset()))
                && offsets.snapshot(table.table().arn())
                        .filter(stored ->
                                !snapshot.isSuperseded(stored) && stored.state().isRunning())
                        .isPresent()
                && applied.entrySet().stream()
                        .allMatch(slot -> Optional.ofNullable(frontiers.get(slot.getKey()))
                                .filter(stored -> stored.assignment() == slot.getValue())
                                .isPresent());
    }

    /** Whether the end of every segment, and thereby every row, is committed. */
    boolean isEndCommitted() {
        return IntStream.range(0, snapshot.segments())
                .allMatch(number ->
                        offsets.scan(table.table().arn(), number, snapshot.id()).ended());
    }
}
