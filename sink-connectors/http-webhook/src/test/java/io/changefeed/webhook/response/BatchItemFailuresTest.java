/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.changefeed.delivery.destination.EventResult;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchItemFailuresTest {
    private static final String ROW = "0".repeat(21);

    /** Two changes and two rows of a snapshot, which share a sequence number. */
    private static final List<SentEvent> EVENTS = List.of(
            new SentEvent("a", "400000000000000000009"),
            new SentEvent("b", "400000000000000000001"),
            new SentEvent("c", ROW),
            new SentEvent("d", ROW));

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "{}", "{\"batchItemFailures\":null}", "{\"batchItemFailures\":[], \"more\":1}"})
    void responseWithoutFailuresDeliversAllEvents(String body) {
        assertThat(BatchItemFailures.results(body, EVENTS))
                .hasSize(4)
                .hasOnlyElementsOfType(EventResult.Delivered.class);
    }

    @ParameterizedTest
    @CsvSource({
        "a, RRRR",
        "b, DRRR",
        "d, DDDR",
        "400000000000000000009, RRRR",
        "400000000000000000001, DRRR",
        "000000000000000000000, DDRR",
        "'d,400000000000000000001', DRRR"
    })
    void eventsFromTheFirstFailureOnAreRetried(String failed, String results) {
        assertThat(BatchItemFailures.results(failures(failed.split(",")), EVENTS))
                .extracting(result -> result instanceof EventResult.Delivered ? "D" : "R")
                .containsExactly(results.split(""));
    }

    @Test
    void reasonTellsTheFailedEventFromTheEventsAfterIt() {
        assertThat(BatchItemFailures.results(failures("c"), EVENTS))
                .containsExactly(
                        new EventResult.Delivered(),
                        new EventResult.Delivered(),
                        new EventResult.Retry("the endpoint reported a failure of the event in 'batchItemFailures'"),
                        new EventResult.Retry("the endpoint reported a failure of an earlier event of the request in"
                                + " 'batchItemFailures'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "OK | it is not JSON",
                "{} {} | it is not JSON",
                "{\"batchItemFailures\":[{\"itemIdent | it is not JSON",
                "[] | it has no field 'batchItemFailures'",
                "\"ok\" | it has no field 'batchItemFailures'",
                "{\"batchItemFailure\":[]} | it has no field 'batchItemFailures'",
                "{\"errorMessage\":\"boom\"} | it has no field 'batchItemFailures'",
                "{\"batchItemFailures\":{}} | 'batchItemFailures' is not an array",
                "{\"batchItemFailures\":[\"a\"]} | has no 'itemIdentifier' that is a string",
                "{\"batchItemFailures\":[{\"id\":\"a\"}]} | has no 'itemIdentifier' that is a string",
                "{\"batchItemFailures\":[{\"itemIdentifier\":null}]} | has no 'itemIdentifier' that is a string",
                "{\"batchItemFailures\":[{\"itemIdentifier\":1}]} | has no 'itemIdentifier' that is a string",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]} | is not the 'SequenceNumber' or 'eventID'",
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"a\"},{\"itemIdentifier\":\"x\"}]} | is not the"
                        + " 'SequenceNumber' or 'eventID'"
            })
    void malformedResponseIsNotTakenForSuccess(String body, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchItemFailures.results(body, EVENTS))
                .withMessageContaining(message);
    }

    private static String failures(String... identifiers) {
        return Stream.of(identifiers)
                .map(identifier -> "{\"itemIdentifier\":\"" + identifier + "\"}")
                .collect(Collectors.joining(",", "{\"batchItemFailures\":[", "]}"));
    }
}
