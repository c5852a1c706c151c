/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.TakenSignals;
import io.changefeed.source.selection.Selection;
import java.util.Optional;

/**
 * What becomes of a table's snapshot by a signal.
 *
 * @param segments of a new snapshot
 * @param selection of a new snapshot, where the signal has no filter
 */
public record SignalRules(int segments, Selection selection) {
    /**
     * What is to be stored when the signal has been taken up.
     *
     * @param before what is stored of the table's latest snapshot
     * @throws IllegalArgumentException when it makes no sense now; the message says why and what to do
     */
    public SnapshotOffset take(Signal signal, Optional<SnapshotOffset> before) {
        TakenSignals taken =
                before.map(SnapshotOffset::signals).orElse(TakenSignals.NONE).and(signal.offset(), signal.id());
        return switch (signal.type()) {
            case SNAPSHOT -> begin(signal, before, taken);
            case PAUSE -> pause(running(before)).with(taken);
            case RESUME -> resume(running(before)).with(taken);
            case STOP -> running(before).in(State.STOPPED).with(taken);
        };
    }

    private SnapshotOffset begin(Signal signal, Optional<SnapshotOffset> before, TakenSignals taken) {
        before.filter(snapshot -> !snapshot.hasEnded()).ifPresent(snapshot -> {
            throw new IllegalArgumentException("its snapshot '" + snapshot.id()
                    + "' has not ended. Wait for it, or stop it, and ask again with another id");
        });
        return new SnapshotOffset(
                signal.id(),
                segments,
                State.RUNNING,
                true,
                signal.filter().map(selection::of).orElse(selection),
                taken);
    }

    private static SnapshotOffset running(Optional<SnapshotOffset> before) {
        return before.filter(snapshot -> !snapshot.hasEnded())
                .orElseThrow(() -> new IllegalArgumentException("no snapshot of it is running"));
    }

    private static SnapshotOffset pause(SnapshotOffset running) {
        if (running.state() == State.PAUSED) {
            throw new IllegalArgumentException("its snapshot '" + running.id() + "' is paused already");
        }
        return running.in(State.PAUSED);
    }

    private static SnapshotOffset resume(SnapshotOffset running) {
        if (running.state() != State.PAUSED) {
            throw new IllegalArgumentException("its snapshot '" + running.id() + "' is not paused");
        }
        return running.in(State.RUNNING);
    }
}
