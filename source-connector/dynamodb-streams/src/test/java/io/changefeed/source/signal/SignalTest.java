/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.selection.Filter;
import io.changefeed.source.signal.Signal.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignalTest {
    @Test
    void aSnapshotMayHaveAFilter() {
        Signal signal = Signal.parse(7, """
                {"id": "2026-01", "type": "snapshot", "tables": ["orders", "clients", "orders"],
                 "filter": {"expression": "attribute_exists(open)"}}""");

        assertThat(signal)
                .isEqualTo(new Signal(
                        7,
                        "2026-01",
                        Type.SNAPSHOT,
                        List.of("orders", "clients"),
                        Optional.of(Filter.parse("{\"expression\": \"attribute_exists(open)\"}"))));
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void everyTypeIsUnderstood(Type type) {
        String json = "{\"id\": \"a\", \"type\": \"" + type.text() + "\", \"tables\": [\"orders\"], \"filter\": null}";

        assertThat(Signal.parse(0, json).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | the value is no JSON",
                "snapshot | the value is no JSON",
                "[] | the value is no JSON object",
                "{} {} | the value is no JSON",
                "{\"type\": \"stop\", \"tables\": [\"orders\"]} | field 'id' is missing, or no text",
                "{\"id\": \"a b\", \"type\": \"stop\", \"tables\": [\"orders\"]} | field 'id': 'a b' is not made of 1 to 100",
                "{\"id\": \"initial\", \"type\": \"stop\", \"tables\": [\"orders\"]} | field 'id': 'initial' is a name of",
                "{\"id\": \"gap-1\", \"type\": \"stop\", \"tables\": [\"orders\"]} | field 'id': 'gap-1' is a name of",
                "{\"id\": \"a\", \"tables\": [\"orders\"]} | field 'type' is missing, or no text",
                "{\"id\": \"a\", \"type\": \"Stop\", \"tables\": [\"orders\"]} | field 'type': 'Stop' is unknown; known are snapshot, pause, resume, stop",
                "{\"id\": \"a\", \"type\": \"stop\"} | field 'tables' is missing, or no list of tables",
                "{\"id\": \"a\", \"type\": \"stop\", \"tables\": \"orders\"} | field 'tables' is missing, or no list of tables",
                "{\"id\": \"a\", \"type\": \"stop\", \"tables\": []} | field 'tables' is missing, or no list of tables",
                "{\"id\": \"a\", \"type\": \"stop\", \"tables\": [1]} | field 'tables': 1 is no table's name",
                "{\"id\": \"a\", \"type\": \"stop\", \"tables\": [\"orders\"], \"filter\": {}} | field 'filter' belongs to a snapshot alone",
                "{\"id\": \"a\", \"type\": \"snapshot\", \"tables\": [\"orders\"], \"filter\": {}} | field 'filter': field 'expression' is missing",
                "{\"id\": \"a\", \"type\": \"snapshot\", \"tables\": [\"orders\"], \"data\": {}} | field 'data' is unknown"
            })
    void nonsenseIsRefusedWithTheFieldAndTheReason(String json, String reason) {
        assertThatThrownBy(() -> Signal.parse(0, json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }
}
