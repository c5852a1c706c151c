/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import io.changefeed.source.assignment.SnapshotAssignment;
import io.changefeed.source.assignment.TableAssignment;
import io.changefeed.source.lineage.Frontier;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.StoredOffsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What Kafka has stored that a snapshot depends on. Connect stores the offsets of different source partitions in any
 * order, so what must be stored first has to be looked at.
 */
final class SnapshotPreconditions {
    private final StoredOffsets offsets;
    private final TableAssignment table;
    private final SnapshotAssignment snapshot;
    private final Map<Integer, Long> assignments;

    /** @param assignments the deal that each slot of the table has taken up */
    SnapshotPreconditions(
            StoredOffsets offsets, TableAssignment table, SnapshotAssignment snapshot, Map<Integer, Long> assignments) {
        this.offsets = offsets;
        this.table = table;
        this.snapshot = snapshot;
        this.assignments = Map.copyOf(assignments);
    }

    /** Whether it is stored that the snapshot runs, and where the table's stream is read from. */
    boolean hasStarts() {
        Map<Integer, Frontier> frontiers = offsets.frontiers(table.table().streamArn());
        return offsets.table(table.table().arn()).equals(Optional.of(table.offset()))
                && offsets.snapshot(table.table().arn())
                        .filter(stored -> stored.id().equals(snapshot.id()) && stored.state() == State.RUNNING)
                        .isPresent()
                && assignments.entrySet().stream()
                        .allMatch(slot -> Optional.ofNullable(frontiers.get(slot.getKey()))
                                .filter(stored -> stored.assignment() == slot.getValue())
                                .isPresent());
    }

    /** Whether it is stored that every segment has ended, and so that all rows are. */
    boolean hasEnds() {
        return IntStream.range(0, snapshot.segments())
                .allMatch(number ->
                        offsets.scan(table.table().arn(), number, snapshot.id()).ended());
    }
}
