/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.selection.ScanSelection;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Applies signals to the snapshot of a table.
 *
 * @param segments of a new snapshot
 * @param selection of a new snapshot; a filter in the signal replaces its filter
 */
public record SignalActions(int segments, ScanSelection selection) {
    /**
     * The snapshot to store after a signal.
     *
     * @param stored the latest snapshot of the table
     * @throws IllegalArgumentException when the signal is invalid in the current state; the message gives the reason
     */
    public SnapshotOffset apply(Signal signal, Optional<SnapshotOffset> stored) {
        ProcessedSignals processed = stored.map(SnapshotOffset::signals)
                .orElse(ProcessedSignals.NONE)
                .and(signal.offset(), signal.id());
        return switch (signal.type()) {
            case EXECUTE_SNAPSHOT -> execute(signal, stored, processed);
            case PAUSE_SNAPSHOT -> transition(stored, SnapshotState::pause).with(processed);
            case RESUME_SNAPSHOT -> transition(stored, SnapshotState::resume).with(processed);
            case STOP_SNAPSHOT -> transition(stored, SnapshotState::stop).with(processed);
        };
    }

    private SnapshotOffset execute(Signal signal, Optional<SnapshotOffset> stored, ProcessedSignals processed) {
        stored.filter(snapshot -> !snapshot.state().hasEnded()).ifPresent(snapshot -> {
            throw new IllegalArgumentException("snapshot '" + snapshot.id()
                    + "' is in progress. Wait until it ends or stop it, then send the signal again with another id");
        });
        return new SnapshotOffset(
                signal.id(),
                segments,
                new SnapshotState.Waiting(),
                true,
                signal.filter().map(selection::withFilter).orElse(selection),
                processed);
    }

    private static SnapshotOffset transition(Optional<SnapshotOffset> stored, UnaryOperator<SnapshotState> change) {
        SnapshotOffset snapshot = stored.filter(offset -> !offset.state().hasEnded())
                .orElseThrow(() -> new IllegalArgumentException("no snapshot is in progress"));
        try {
            return snapshot.after(change);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("snapshot '" + snapshot.id() + "' " + e.getMessage(), e);
        }
    }
}
