/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.webhook.config.WebhookConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseClassifierTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static final SentRequest ONE = request(1);
    private static final SentRequest TWO = request(2);

    private final ResponseClassifier classifier = classifier(Map.of());

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void successDeliversAllEvents(int status) {
        assertThat(classifier.classify(response(status), TWO))
                .isEqualTo(
                        new DeliveryResult.PerEvent(List.of(new EventResult.Delivered(), new EventResult.Delivered())));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 421, 425, 429, 500, 501, 502, 503, 504, 599, 600, 999})
    void temporaryFailureIsUnavailable(int status) {
        assertThat(classifier.classify(response(status), TWO))
                .isEqualTo(new DeliveryResult.Unavailable(
                        DeliveryResult.Scope.ROUTE,
                        "the endpoint responded with " + status + ": sorry",
                        Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 407, 410})
    void statusThatRequiresAnOperatorIsFatal(int status) {
        assertThat(classifier.classify(response(status), ONE))
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
        assertThat(classifier.classify(response(status), ONE))
                .isEqualTo(new DeliveryResult.PerEvent(List.of(new EventResult.Rejected(reason))));
        assertThat(classifier.classify(response(status), TWO)).isEqualTo(new DeliveryResult.Rejected(reason));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 304, 307, 308})
    void redirectIsFatalAndReportsOnlyTheHost(int status) {
        Response response = new Response(
                status,
                Optional.empty(),
                Optional.of("https://user:secret@other.example.com/p?token=secret"),
                "sorry",
                true);
        assertThat(classifier.classify(response, ONE))
                .isEqualTo(new DeliveryResult.Fatal("the endpoint redirects (" + status
                        + ") to the host 'other.example.com'; redirects are not followed: set"
                        + " 'url' to the target"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/elsewhere", "not a url"})
    void redirectWithoutHostIsFatal(String location) {
        assertThat(classifier.classify(new Response(302, Optional.empty(), Optional.of(location), "", true), ONE))
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
        assertThat(classifier.classify(new Response(503, Optional.of(header), Optional.empty(), "", true), ONE))
                .isEqualTo(new DeliveryResult.Unavailable(
                        DeliveryResult.Scope.ROUTE, "the endpoint responded with 503", Optional.of(pause)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "9999999999"})
    void invalidRetryAfterIsIgnored(String header) {
        assertThat(classifier.classify(new Response(429, Optional.of(header), Optional.empty(), "", true), ONE))
                .isEqualTo(DeliveryResult.Unavailable.ofRoute("the endpoint responded with 429"));
    }

    @Test
    void reasonContainsTheFirst200CharactersOfTheBody() {
        String body = "  " + "😀".repeat(300);
        assertThat(classifier.classify(new Response(500, Optional.empty(), Optional.empty(), body, true), ONE))
                .isEqualTo(new DeliveryResult.Unavailable(
                        DeliveryResult.Scope.ROUTE,
                        "the endpoint responded with 500: " + "😀".repeat(200),
                        Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "retry.statuses, 404, 404, Unavailable",
        "retry.statuses, 404, 503, Unavailable",
        "reject.statuses, '4xx,500-504', 503, PerEvent",
        "reject.statuses, '4xx,500-504', 505, Unavailable",
        "reject.statuses, '400', 404, Unavailable",
        "fail.statuses, '3xx, 404', 404, Fatal",
        "fail.statuses, '', 403, PerEvent",
        "fail.statuses, '', 302, Unavailable",
        "reject.statuses, 304, 304, PerEvent"
    })
    void statusesAreMappedByProperties(String property, String statuses, int status, String result) {
        assertThat(classifier(Map.of(property, statuses))
                        .classify(response(status), ONE)
                        .getClass()
                        .getSimpleName())
                .isEqualTo(result);
    }

    @Test
    void remedyOfAConfiguredStatusNamesTheProperty() {
        assertThat(classifier(Map.of("fail.statuses", "404")).classify(response(404), ONE))
                .isEqualTo(new DeliveryResult.Fatal("the endpoint responded with 404: sorry; 'fail.statuses' contains"
                        + " this status: check the endpoint"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>login", " \n<HTML lang='en'>", "\uFEFF<!DOCTYPE html>", "<!doctype html><html>"})
    void htmlPageDoesNotConfirmTheDelivery(String body) {
        Response page = new Response(200, Optional.of("7"), Optional.empty(), body, true);

        assertThat(classifier.classify(page, TWO))
                .isInstanceOfSatisfying(DeliveryResult.Unavailable.class, unavailable -> {
                    assertThat(unavailable.scope()).isEqualTo(DeliveryResult.Scope.ROUTE);
                    assertThat(unavailable.reason())
                            .startsWith("the endpoint responded with 200: " + body.strip())
                            .endsWith("set 'accept.html.responses=true'");
                    assertThat(unavailable.retryAfter()).contains(Duration.ofSeconds(7));
                });
        assertThat(classifier(Map.of("accept.html.responses", "true")).classify(page, TWO))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "{\"page\": \"<html>\"}", "<ok/>", "<p>thanks</p>"})
    void otherBodiesConfirmTheDelivery(String body) {
        assertThat(classifier.classify(new Response(200, Optional.empty(), Optional.empty(), body, true), TWO))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));
    }

    @Test
    void batchItemFailuresAreReadOnlyIfConfigured() {
        Response response = new Response(
                200, Optional.empty(), Optional.empty(), "{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"}]}", true);

        assertThat(classifier.classify(response, TWO))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));
        assertThat(classifier(Map.of("batch.item.failures", "true")).classify(response, TWO))
                .isInstanceOfSatisfying(
                        DeliveryResult.PerEvent.class,
                        result -> assertThat(result.results())
                                .hasExactlyElementsOfTypes(EventResult.Delivered.class, EventResult.Retry.class));
    }

    @Test
    void malformedBatchItemFailuresRetryTheBatch() {
        Response response = new Response(200, Optional.empty(), Optional.empty(), "OK", true);

        assertThat(classifier(Map.of("batch.item.failures", "true")).classify(response, TWO))
                .isEqualTo(DeliveryResult.Unavailable.ofRoute("the endpoint responded with 200: OK; this is not a"
                        + " response for 'batch.item.failures=true': it is not JSON"));
    }

    /** An empty body reports no failure, so the events would be lost if their failures were cut off. */
    @Test
    void incompleteBatchItemFailuresRetryTheBatch() {
        Response response = new Response(200, Optional.empty(), Optional.empty(), "", false);

        assertThat(classifier(Map.of("batch.item.failures", "true")).classify(response, TWO))
                .isEqualTo(DeliveryResult.Unavailable.ofRoute("the endpoint responded with 200; this is not a response"
                        + " for 'batch.item.failures=true': it did not end, or is longer than 64 KiB"));
        assertThat(classifier.classify(response, TWO))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));
    }

    private static ResponseClassifier classifier(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of("url", "https://example.com/"));
        all.putAll(properties);
        return new ResponseClassifier(new WebhookConfig(all).responses().settings(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static SentRequest request(int events) {
        return new SentRequest(
                IntStream.range(0, events)
                        .mapToObj(number -> new SentEvent("id" + number, Integer.toString(number)))
                        .toList(),
                List.of());
    }

    private static Response response(int status) {
        return new Response(status, Optional.empty(), Optional.empty(), "sorry", true);
    }
}
