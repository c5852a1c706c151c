/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.event.ViewType;
import io.changefeed.source.config.GapPolicy;
import io.changefeed.source.config.SnapshotMode;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.offset.TableOffset;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Finds out whether a snapshot of a table is to be taken or finished. */
final class SnapshotPlanner {
    private static final String INITIAL = "initial";

    private final StoredOffsets offsets;
    private final SourceConfig config;
    private final PendingSignals asked;
    private final Clock clock;

    SnapshotPlanner(StoredOffsets offsets, SourceConfig config, PendingSignals asked, Clock clock) {
        this.offsets = offsets;
        this.config = config;
        this.asked = asked;
        this.clock = clock;
    }

    /**
     * Signals wait while the connector's own deal does, so that none takes its place.
     *
     * @param previous what was dealt of the table; empty when the connector has just started
     */
    Optional<SnapshotAssignment> of(TableDescription table, Optional<DiscoveredTable> previous) {
        Optional<SnapshotOffset> stored = offsets.snapshot(table.tableArn());
        Optional<SnapshotAssignment> own = own(table, stored, previous);
        boolean waits = own.filter(assignment -> !isVersion(stored, assignment.offset()))
                .isPresent();
        return waits
                ? own
                : asked.of(table.tableArn(), table.tableName(), stored)
                        .map(offset -> assignment(table, offset, stored))
                        .or(() -> own);
    }

    private Optional<SnapshotAssignment> own(
            TableDescription table, Optional<SnapshotOffset> stored, Optional<DiscoveredTable> previous) {
        Optional<SnapshotOffset> begun = stored.filter(snapshot -> !snapshot.hasEnded());
        if (begun.isPresent()) {
            SnapshotOffset snapshot = begun.get();
            return Optional.of(assignment(
                    table, snapshot.state() == State.NEEDED ? snapshot.in(State.RUNNING) : snapshot, stored));
        }
        Optional<SnapshotAssignment> waiting = previous.flatMap(DiscoveredTable::snapshot)
                .filter(assignment -> assignment.after().equals(stored.map(SnapshotOffset::version))
                        && !isVersion(stored, assignment.offset())
                        && assignment.offset().signals().equals(signals(stored)));
        if (waiting.isPresent()) {
            return waiting;
        }
        SnapshotMode mode = config.snapshots().mode(table.tableName());
        if (stored.isEmpty() && mode != SnapshotMode.NO_DATA) {
            return Optional.of(assignment(table, INITIAL, stored));
        }
        if (mode == SnapshotMode.ALWAYS && previous.isEmpty()) {
            return Optional.of(assignment(table, "start-" + clock.millis(), stored));
        }
        return Optional.empty();
    }

    private static boolean isVersion(Optional<SnapshotOffset> stored, SnapshotOffset offset) {
        return stored.map(SnapshotOffset::version).equals(Optional.of(offset.version()));
    }

    private static ProcessedSignals signals(Optional<SnapshotOffset> stored) {
        return stored.map(SnapshotOffset::signals).orElse(ProcessedSignals.NONE);
    }

    /**
     * The snapshot of a table whose stream was replaced. Where a gap asks for one, that takes the place of another that is
     * under way: what was read before the gap is not read again.
     *
     * @param found what there would be without the gap
     */
    Optional<SnapshotAssignment> afterGap(TableDescription table, Optional<SnapshotAssignment> found) {
        if (config.tables().onGap(table.tableName()) != GapPolicy.RESNAPSHOT) {
            return found;
        }
        String id = "stream-" + table.latestStreamLabel();
        return found.filter(assignment -> assignment.id().equals(id))
                .or(() -> Optional.of(assignment(table, id, offsets.snapshot(table.tableArn()))));
    }

    private SnapshotAssignment assignment(TableDescription table, String id, Optional<SnapshotOffset> stored) {
        return assignment(
                table,
                new SnapshotOffset(
                        id,
                        config.snapshots().segments(),
                        State.RUNNING,
                        false,
                        config.snapshots().selection(table.tableName()),
                        signals(stored)),
                stored);
    }

    private static SnapshotAssignment assignment(
            TableDescription table, SnapshotOffset offset, Optional<SnapshotOffset> stored) {
        Optional<ViewType> viewType = Optional.ofNullable(table.streamSpecification())
                .map(StreamSpecification::streamViewTypeAsString)
                .map(ViewType::valueOf);
        return new SnapshotAssignment(
                offset,
                stored.map(SnapshotOffset::version),
                viewType,
                Optional.ofNullable(table.itemCount()).orElse(0L));
    }

    /**
     * What is to be stored of a table that has been read before: its generation rises when a snapshot begins, so that its
     * rows are newer than all that was handed over.
     */
    TableOffset generation(
            TableOffset stored,
            TableDescription table,
            Optional<SnapshotAssignment> snapshot,
            Optional<DiscoveredTable> previous) {
        Optional<SnapshotOffset> begun =
                offsets.snapshot(table.tableArn()).filter(offset -> offset.state() != State.NEEDED);
        boolean begins =
                snapshot.isPresent() && !begun.map(SnapshotOffset::id).equals(snapshot.map(SnapshotAssignment::id));
        if (!begins) {
            return stored;
        }
        long generation = previous.filter(dealt ->
                        dealt.snapshot().map(SnapshotAssignment::id).equals(snapshot.map(SnapshotAssignment::id)))
                .map(dealt -> dealt.table().generation())
                .orElseGet(() -> Math.max(stored.generation() + 1, clock.millis()));
        return new TableOffset(stored.streamArn(), generation, stored.firstStart());
    }
}
