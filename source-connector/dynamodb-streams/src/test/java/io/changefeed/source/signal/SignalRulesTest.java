/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.offset.SnapshotOffset;
import io.changefeed.source.offset.SnapshotOffset.State;
import io.changefeed.source.offset.TakenSignals;
import io.changefeed.source.selection.Filter;
import io.changefeed.source.selection.Projection;
import io.changefeed.source.selection.Selection;
import io.changefeed.source.signal.Signal.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalRulesTest {
    private static final Filter OPEN = Filter.parse("{\"expression\": \"attribute_exists(open)\"}");
    private static final Selection CONFIGURED =
            new Selection(Optional.empty(), new Projection(List.of("name", "open")));

    private final SignalRules rules = new SignalRules(8, CONFIGURED);

    @Test
    void aSnapshotBeginsWithTheConfiguredProjectionAndItsOwnFilter() {
        Signal signal = new Signal(7, "a", Type.SNAPSHOT, List.of("orders"), Optional.of(OPEN));

        assertThat(rules.take(signal, Optional.empty()))
                .isEqualTo(new SnapshotOffset(
                        "a",
                        8,
                        State.RUNNING,
                        true,
                        new Selection(Optional.of(OPEN), CONFIGURED.projection()),
                        new TakenSignals(7, List.of("a"))));
    }

    @Test
    void signalsAreRememberedOverSnapshots() {
        SnapshotOffset first = rules.take(signal(7, Type.SNAPSHOT), Optional.empty());
        SnapshotOffset stopped = rules.take(signal(8, Type.STOP), Optional.of(first));
        SnapshotOffset second = rules.take(signal(9, Type.SNAPSHOT), Optional.of(stopped));

        assertThat(second.id()).isEqualTo("s9");
        assertThat(second.signals()).isEqualTo(new TakenSignals(9, List.of("s7", "s8", "s9")));
    }

    @ParameterizedTest
    @CsvSource({
        "NEEDED, PAUSE, PAUSED",
        "RUNNING, PAUSE, PAUSED",
        "PAUSED, RESUME, RUNNING",
        "NEEDED, STOP, STOPPED",
        "RUNNING, STOP, STOPPED",
        "PAUSED, STOP, STOPPED",
        "DONE, SNAPSHOT, RUNNING",
        "STOPPED, SNAPSHOT, RUNNING"
    })
    void whatMakesSenseIsDone(State before, Type type, State after) {
        assertThat(rules.take(signal(7, type), stored(before)).state()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "NEEDED, SNAPSHOT, its snapshot 'x' has not ended. Wait for it",
                "RUNNING, SNAPSHOT, its snapshot 'x' has not ended. Wait for it",
                "PAUSED, SNAPSHOT, its snapshot 'x' has not ended. Wait for it",
                "PAUSED, PAUSE, its snapshot 'x' is paused already",
                "RUNNING, RESUME, its snapshot 'x' is not paused",
                "DONE, PAUSE, no snapshot of it is running",
                "DONE, RESUME, no snapshot of it is running",
                "STOPPED, STOP, no snapshot of it is running"
            })
    void whatMakesNoSenseIsRefusedWithTheReason(State before, Type type, String reason) {
        assertThatThrownBy(() -> rules.take(signal(7, type), stored(before)))
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
