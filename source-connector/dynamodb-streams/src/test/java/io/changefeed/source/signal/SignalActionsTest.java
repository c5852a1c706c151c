/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotState;
import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.selection.ScanProjection;
import io.changefeed.source.selection.ScanSelection;
import io.changefeed.source.signal.Signal.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalActionsTest {
    private static final ScanFilter OPEN = ScanFilter.parse("{\"expression\": \"attribute_exists(open)\"}");
    private static final ScanSelection CONFIGURED =
            new ScanSelection(Optional.empty(), new ScanProjection(List.of("name", "open")));

    private final SignalActions actions = new SignalActions(8, CONFIGURED);

    @Test
    void snapshotUsesTheConfiguredProjectionAndTheFilterOfTheSignal() {
        Signal signal = new Signal(7, "a", Type.EXECUTE_SNAPSHOT, List.of("orders"), Optional.of(OPEN));

        assertThat(actions.apply(signal, Optional.empty()))
                .isEqualTo(new SnapshotOffset(
                        "a",
                        8,
                        new SnapshotState.Waiting(),
                        true,
                        new ScanSelection(Optional.of(OPEN), CONFIGURED.projection()),
                        new ProcessedSignals(7, List.of("a"))));
    }

    @Test
    void processedSignalsAreKeptAcrossSnapshots() {
        SnapshotOffset first = actions.apply(signal(7, Type.EXECUTE_SNAPSHOT), Optional.empty());
        SnapshotOffset stopped = actions.apply(signal(8, Type.STOP_SNAPSHOT), Optional.of(first));
        SnapshotOffset second = actions.apply(signal(9, Type.EXECUTE_SNAPSHOT), Optional.of(stopped));

        assertThat(second.id()).isEqualTo("s9");
        assertThat(second.signals()).isEqualTo(new ProcessedSignals(9, List.of("s7", "s8", "s9")));
    }

    @ParameterizedTest
    @CsvSource({
        "needed, PAUSE_SNAPSHOT, paused",
        "running, PAUSE_SNAPSHOT, paused",
        "paused, RESUME_SNAPSHOT, running",
        "needed, STOP_SNAPSHOT, stopped",
        "running, STOP_SNAPSHOT, stopped",
        "paused, STOP_SNAPSHOT, stopped",
        "done, EXECUTE_SNAPSHOT, running",
        "stopped, EXECUTE_SNAPSHOT, running"
    })
    void validSignalChangesTheState(SnapshotState before, Type type, SnapshotState after) {
        assertThat(actions.apply(signal(7, type), stored(before)).state()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "needed, EXECUTE_SNAPSHOT, snapshot 'x' is in progress. Wait until it ends",
                "running, EXECUTE_SNAPSHOT, snapshot 'x' is in progress. Wait until it ends",
                "paused, EXECUTE_SNAPSHOT, snapshot 'x' is in progress. Wait until it ends",
                "paused, PAUSE_SNAPSHOT, snapshot 'x' is already paused",
                "running, RESUME_SNAPSHOT, snapshot 'x' is not paused",
                "done, PAUSE_SNAPSHOT, no snapshot is in progress",
                "done, RESUME_SNAPSHOT, no snapshot is in progress",
                "stopped, STOP_SNAPSHOT, no snapshot is in progress"
            })
    void invalidSignalIsRejectedWithTheReason(SnapshotState before, Type type, String reason) {
        assertThatThrownBy(() -> actions.apply(signal(7, type), stored(before)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    private static Optional<SnapshotOffset> stored(SnapshotState state) {
        return Optional.of(new SnapshotOffset("x", 4, state));
    }

    private static Signal signal(long offset, Type type) {
        return new Signal(offset, "s" + offset, type, List.of("orders"), Optional.empty());
    }
}
