/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.selection.ScanFilter;
import io.changefeed.source.signal.Signal.Type;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @Test
    void debeziumSignalIsParsed() {
        Signal signal = parse("""
                {"id": "ad-hoc-1", "type": "execute-snapshot",
                 "data": {"data-collections": ["orders", "clients", "orders"], "type": "INCREMENTAL"}}""");

        assertThat(signal)
                .isEqualTo(new Signal(
                        7, "ad-hoc-1", Type.EXECUTE_SNAPSHOT, List.of("orders", "clients"), Optional.empty()));
    }

    @Test
    void executeSnapshotCanHaveAFilter() {
        Signal signal = parse("""
                {"id": "2026-01", "type": "execute-snapshot",
                 "data": {"data-collections": ["orders"], "filter": {"expression": "attribute_exists(open)"}}}""");

        assertThat(signal.filter()).contains(ScanFilter.parse("{\"expression\": \"attribute_exists(open)\"}"));
    }

    @Test
    void signalWithoutAnIdIsIdentifiedByItsRecord() {
        assertThat(parse("{\"type\": \"pause-snapshot\"}").id()).isEqualTo("signal-7-1767225600000");
        assertThat(parse("{\"type\": \"pause-snapshot\", \"id\": null}").id()).isEqualTo("signal-7-1767225600000");
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void everyTypeIsParsed(Type type) {
        String json = "{\"id\": \"a\", \"type\": \"" + type.text()
                + "\", \"data\": {\"data-collections\": [\"orders\"], \"type\": \"incremental\", \"filter\": null}}";

        assertThat(parse(json).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"stop-snapshot\"}",
                "{\"type\": \"stop-snapshot\", \"data\": null}",
                "{\"type\": \"stop-snapshot\", \"data\": {}}",
                "{\"type\": \"stop-snapshot\", \"data\": {\"data-collections\": []}}"
            })
    void signalWithoutTablesAppliesToAllTables(String json) {
        assertThat(parse(json).tables()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | the value is not a JSON object",
                "snapshot | the value is not valid JSON",
                "[] | the value is not a JSON object",
                "{} {} | the value is not valid JSON",
                "{\"id\": 1, \"type\": \"stop-snapshot\"} | field 'id' must be a string",
                "{\"id\": \"a b\", \"type\": \"stop-snapshot\"} | field 'id': 'a b' is invalid; use 1 to 100",
                "{\"id\": \"initial\", \"type\": \"stop-snapshot\"} | field 'id': 'initial' is reserved",
                "{\"id\": \"gap-1\", \"type\": \"stop-snapshot\"} | field 'id': 'gap-1' is reserved",
                "{\"id\": \"a\"} | field 'type' must be a string",
                "{\"id\": \"a\", \"type\": \"stop\"} | field 'type': 'stop' is unknown; supported types: execute-snapshot, pause-snapshot, resume-snapshot, stop-snapshot",
                "{\"id\": \"a\", \"type\": \"stop-snapshot\", \"data\": []} | field 'data' must be a JSON object",
                "{\"id\": \"a\", \"type\": \"stop-snapshot\", \"data\": {\"data-collections\": \"orders\"}} | field 'data.data-collections' must be an array of table names",
                "{\"id\": \"a\", \"type\": \"stop-snapshot\", \"data\": {\"data-collections\": [1]}} | field 'data.data-collections': 1 is not a table name",
                "{\"id\": \"a\", \"type\": \"execute-snapshot\"} | field 'data.data-collections' must list at least one table",
                "{\"id\": \"a\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\": []}} | field 'data.data-collections' must list at least one table",
                "{\"id\": \"a\", \"type\": \"execute-snapshot\", \"data\": {\"type\": \"BLOCKING\"}} | field 'data.type': \"BLOCKING\" is not supported; the only snapshot type is INCREMENTAL",
                "{\"id\": \"a\", \"type\": \"stop-snapshot\", \"data\": {\"filter\": {}}} | field 'data.filter' is only valid for execute-snapshot",
                "{\"id\": \"a\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\": [\"orders\"], \"filter\": {}}} | field 'data.filter': field 'expression' must be a string",
                "{\"id\": \"a\", \"type\": \"execute-snapshot\", \"data\": {\"additional-conditions\": []}} | field 'data.additional-conditions' is not supported; use 'data.filter'",
                "{\"id\": \"a\", \"type\": \"execute-snapshot\", \"tables\": []} | field 'tables' is unknown; supported fields: data, id, type",
                "{\"id\": \"a\", \"type\": \"execute-snapshot\", \"data\": {\"tables\": []}} | field 'data.tables' is unknown; supported fields: data-collections, filter, type"
            })
    void invalidValueIsRejectedWithFieldAndReason(String json, String reason) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void valueOverTheMaximumLengthIsRejected() {
        assertThatThrownBy(() -> parse(" ".repeat(32_769)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the value has 32769 characters; the maximum is 32768");
    }

    private static Signal parse(String json) {
        return Signal.parse(new SignalRecord(7, 1_767_225_600_000L, "shop", json));
    }
}
