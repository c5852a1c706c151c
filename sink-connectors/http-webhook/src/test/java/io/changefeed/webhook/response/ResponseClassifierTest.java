/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseClassifierTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final ResponseClassifier classifier = new ResponseClassifier(Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void successDeliversAllEvents(int status) {
        assertThat(classifier.classify(response(status), 2))
                .isEqualTo(
                        new DeliveryResult.PerEvent(List.of(new EventResult.Delivered(), new EventResult.Delivered())));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 501, 502, 503, 504, 599})
    void temporaryFailureIsUnavailable(int status) {
        assertThat(classifier.classify(response(status), 3))
                .isEqualTo(new DeliveryResult.Unavailable(
                        DeliveryResult.Scope.ROUTE,
                        "the endpoint responded with " + status + ": sorry",
                        Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 407, 410})
    void statusThatRequiresAnOperatorIsFatal(int status) {
        assertThat(classifier.classify(response(status), 1))
                .isInstanceOfSatisfying(
                        DeliveryResult.Fatal.class,
                        fatal -> assertThat(fatal.reason())
                                .startsWith("the endpoint responded with " + status + ": sorry; ")
                                .hasSizeGreaterThan(60));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 409, 413, 415, 422, 499})
    void otherClientErrorRejectsTheEventOrTheBatch(int status) {
        String reason = "the endpoint responded with " + status + ": sorry";
        assertThat(classifier.classify(response(status), 1))
                .isEqualTo(new DeliveryResult.PerEvent(List.of(new EventResult.Rejected(reason))));
        assertThat(classifier.classify(response(status), 2)).isEqualTo(new DeliveryResult.Rejected(reason));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 304, 307, 308})
    void redirectIsFatalAndReportsOnlyTheHost(int status) {
        Response response = new Response(
                status, Optional.empty(), Optional.of("https://user:secret@other.example.com/p?token=secret"), "sorry");
        assertThat(classifier.classify(response, 1))
                .isEqualTo(new DeliveryResult.Fatal("the endpoint redirects (" + status
                        + ") to the host 'other.example.com'; redirects are not followed:"
                        + " set 'url' to the target, then restart the task"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/elsewhere", "not a url"})
    void redirectWithoutHostIsFatal(String location) {
        assertThat(classifier.classify(new Response(302, Optional.empty(), Optional.of(location), ""), 1))
                .isInstanceOfSatisfying(
                        DeliveryResult.Fatal.class,
                        fatal -> assertThat(fatal.reason()).startsWith("the endpoint redirects (302); "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "7 | PT7S",
                " 120 | PT2M",
                "3600 | PT1H",
                "3601 | PT1H",
                "999999999 | PT1H",
                "Sat, 21 Nov 2026 10:00:30 GMT | PT30S",
                "Saturday, 21-Nov-26 10:01:00 GMT | PT1M",
                "Sat, 21 Nov 2026 09:00:00 GMT | PT0S",
                "Sun, 21 Nov 2027 10:00:00 GMT | PT1H"
            })
    void retryAfterIsLimitedToAnHour(String header, Duration pause) {
        assertThat(classifier.classify(new Response(503, Optional.of(header), Optional.empty(), ""), 1))
                .isEqualTo(new DeliveryResult.Unavailable(
                        DeliveryResult.Scope.ROUTE, "the endpoint responded with 503", Optional.of(pause)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "9999999999"})
    void invalidRetryAfterIsIgnored(String header) {
        assertThat(classifier.classify(new Response(429, Optional.of(header), Optional.empty(), ""), 1))
                .isEqualTo(DeliveryResult.Unavailable.ofRoute("the endpoint responded with 429"));
    }

    @Test
    void reasonContainsTheFirst200CharactersOfTheBody() {
        String body = "  " + "😀".repeat(300);
        assertThat(classifier.classify(new Response(500, Optional.empty(), Optional.empty(), body), 1))
                .isEqualTo(new DeliveryResult.Unavailable(
                        DeliveryResult.Scope.ROUTE,
                        "the endpoint responded with 500: " + "😀".repeat(200),
                        Optional.empty()));
    }

    private static Response response(int status) {
        return new Response(status, Optional.empty(), Optional.empty(), "sorry");
    }
}
