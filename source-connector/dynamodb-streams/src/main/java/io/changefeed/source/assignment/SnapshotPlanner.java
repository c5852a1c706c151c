/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.assignment;

import io.changefeed.event.ViewType;
import io.changefeed.source.config.GapPolicy;
import io.changefeed.source.config.SnapshotMode;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.offset.StoredOffsets;
import io.changefeed.source.offset.TableOffset;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Decides whether to start or continue a snapshot of a table. */
final class SnapshotPlanner {
    private static final String INITIAL = "initial";

    private final StoredOffsets offsets;
    private final SourceConfig config;
    private final PendingSignals signals;
    private final Clock clock;

    SnapshotPlanner(StoredOffsets offsets, SourceConfig config, PendingSignals signals, Clock clock) {
        this.offsets = offsets;
        this.config = config;
        this.signals = signals;
        this.clock = clock;
    }

    /**
     * The snapshot to assign. A snapshot that the connector starts itself takes precedence: signals wait until it is
     * stored, so that they cannot replace it.
     *
     * @param previous the table as it was discovered before; empty when the connector has just started
     */
    Optional<SnapshotAssignment> plan(TableDescription table, Optional<DiscoveredTable> previous) {
        Optional<SnapshotOffset> stored = offsets.snapshot(table.tableArn());
        Optional<SnapshotAssignment> automatic = withoutSignals(table, stored, previous);
        boolean isUnstored = automatic
                .filter(snapshot -> !isVersion(stored, snapshot.offset()))
                .isPresent();
        if (isUnstored) {
            return automatic;
        }
        return signals.apply(table.tableArn(), table.tableName(), stored)
                .map(offset -> assignment(table, offset, stored))
                .or(() -> automatic);
    }

    private Optional<SnapshotAssignment> withoutSignals(
            TableDescription table, Optional<SnapshotOffset> stored, Optional<DiscoveredTable> previous) {
        Optional<SnapshotOffset> active =
                stored.filter(snapshot -> !snapshot.state().hasEnded());
        if (active.isPresent()) {
            return Optional.of(assignment(table, active.get().after(SnapshotState::start), stored));
        }
        Optional<SnapshotAssignment> unstored = previous.flatMap(DiscoveredTable::snapshot)
                .filter(snapshot -> snapshot.previous().equals(stored.map(SnapshotOffset::version))
                        && !isVersion(stored, snapshot.offset())
                        && snapshot.offset().signals().equals(processedSignals(stored)));
        if (unstored.isPresent()) {
            return unstored;
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

    private static ProcessedSignals processedSignals(Optional<SnapshotOffset> stored) {
        return stored.map(SnapshotOffset::signals).orElse(ProcessedSignals.NONE);
    }

    /**
     * The snapshot of a table whose stream was replaced. A snapshot for the gap replaces a running one, which would
     * not read rows again that it read before the gap.
     *
     * @param planned the snapshot that would be taken without the gap
     * @param hasNewKey whether the table was re-created with another key, so that a running snapshot cannot continue
     */
    Optional<SnapshotAssignment> afterGap(
            TableDescription table, Optional<SnapshotAssignment> planned, boolean hasNewKey) {
        boolean restarts = hasNewKey && planned.isPresent();
        if (config.tables().onGap(table.tableName()) != GapPolicy.RESNAPSHOT && !restarts) {
            return planned;
        }
        String id = "stream-" + table.latestStreamLabel();
        return planned.filter(snapshot -> snapshot.id().equals(id))
                .or(() -> Optional.of(assignment(table, id, offsets.snapshot(table.tableArn()))));
    }

    private SnapshotAssignment assignment(TableDescription table, String id, Optional<SnapshotOffset> stored) {
        return assignment(
                table,
                new SnapshotOffset(
                        id,
                        config.snapshots().segments(),
                        new SnapshotState.Waiting(),
                        false,
                        config.snapshots().selection(table.tableName()),
                        processedSignals(stored)),
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
     * The offset of a table that was read before. Its generation increases when a snapshot starts, so that the rows of the
     * snapshot are newer than everything that was emitted before.
     */
    TableOffset withGeneration(
            TableOffset stored,
            TableDescription table,
            Optional<SnapshotAssignment> snapshot,
            Optional<DiscoveredTable> previous) {
        Optional<String> id = snapshot.map(SnapshotAssignment::id);
        Optional<String> started = offsets.snapshot(table.tableArn())
                .filter(offset -> offset.state().hasStarted())
                .map(SnapshotOffset::id);
        if (id.isEmpty() || started.equals(id)) {
            return stored;
        }
        long generation = previous.filter(
                        before -> before.snapshot().map(SnapshotAssignment::id).equals(id))
                .map(before -> before.table().generation())
                .orElseGet(() -> Math.max(stored.generation() + 1, clock.millis()));
        return stored.withGeneration(generation);
    }
}
