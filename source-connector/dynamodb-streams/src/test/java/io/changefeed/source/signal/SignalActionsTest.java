/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.offset.ProcessedSignals;
import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.selection.Filter;
import io.changefeed.source.selection.Projection;
import io.changefeed.source.selection.Selection;
import io.changefeed.source.signal.Signal.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalActionsTest {
    private static final Filter OPEN = Filter.parse("{\"expression\": \"attribute_exists(open)\"}");
    private static final Selection CONFIGURED =
            new Selection(Optional.empty(), new Projection(List.of("name", "open")));

    private final SignalActions actions = new SignalActions(8, CONFIGURED);

    @Test
    void snapshotHasTheConfiguredProjectionAndTheFilterOfTheSignal() {
        Signal signal = new Signal(7, "a", Type.EXECUTE_SNAPSHOT, List.of("orders"), Optional.of(OPEN));

        assertThat(actions.apply(signal, Optional.empty()))
                .isEqualTo(new SnapshotOffset(
                        "a",
                        8,
                        State.RUNNING,
                        true,
                        new Selection(Optional.of(OPEN), CONFIGURED.projection()),
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
        "NEEDED, PAUSE_SNAPSHOT, PAUSED",
        "RUNNING, PAUSE_SNAPSHOT, PAUSED",
        "PAUSED, RESUME_SNAPSHOT, RUNNING",
        "NEEDED, STOP_SNAPSHOT, STOPPED",
        "RUNNING, STOP_SNAPSHOT, STOPPED",
        "PAUSED, STOP_SNAPSHOT, STOPPED",
        "DONE, EXECUTE_SNAPSHOT, RUNNING",
        "STOPPED, EXECUTE_SNAPSHOT, RUNNING"
    })
    void validSignalChangesTheState(State before, Type type, State after) {
        assertThat(actions.apply(signal(7, type), stored(before)).state()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "NEEDED, EXECUTE_SNAPSHOT, snapshot 'x' is in progress. Wait for its end",
                "RUNNING, EXECUTE_SNAPSHOT, snapshot 'x' is in progress. Wait for its end",
                "PAUSED, EXECUTE_SNAPSHOT, snapshot 'x' is in progress. Wait for its end",
                "PAUSED, PAUSE_SNAPSHOT, snapshot 'x' is already paused",
                "RUNNING, RESUME_SNAPSHOT, snapshot 'x' is not paused",
                "DONE, PAUSE_SNAPSHOT, no snapshot is in progress",
                "DONE, RESUME_SNAPSHOT, no snapshot is in progress",
                "STOPPED, STOP_SNAPSHOT, no snapshot is in progress"
            })
    void invalidSignalIsRejectedWithTheReason(State before, Type type, String reason) {
        assertThatThrownBy(() -> actions.apply(signal(7, type), stored(before)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    private static Optional<SnapshotOffset> stored(State state) {
        return Optional.of(new SnapshotOffset("x", 4, state));
    }

    private static Signal signal(long offset, Type type) {
        return new Signal(offset, "s" + offset, type, List.of("orders"), Optional.empty());
    }
}
