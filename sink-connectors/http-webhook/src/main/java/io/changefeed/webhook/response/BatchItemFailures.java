/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.delivery.destination.EventResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The response of a Lambda function whose trigger has {@code ReportBatchItemFailures}:
 * {@code {"batchItemFailures": [{"itemIdentifier": "<SequenceNumber>"}]}} ("Configuring partial batch response with
 * DynamoDB and Lambda", AWS Lambda Developer Guide).
 *
 * <p>As in AWS, the first failed event of the request is a checkpoint: the events before it are delivered, and all
 * others are retried, named or not. A function can stop at its first failure, so the rest may not have been processed.
 */
final class BatchItemFailures {
    private static final String FAILURES = "batchItemFailures";
    private static final String IDENTIFIER = "itemIdentifier";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private BatchItemFailures() {}

    /**
     * Returns the results of the events.
     *
     * @param body the complete body of the response
     * @throws IllegalArgumentException if the response is malformed, or names an event that is not in the request; the
     *     message contains no text of the response
     */
    static List<EventResult> results(String body, List<SentEvent> events) {
        Set<String> failed = identifiers(body);
        requireSent(failed, events);
        int checkpoint = IntStream.range(0, events.size())
                .filter(index -> events.get(index).isNamedIn(failed))
                .findFirst()
                .orElse(events.size());
        return IntStream.range(0, events.size())
                .mapToObj(index -> index < checkpoint ? new EventResult.Delivered() : retry(events.get(index), failed))
                .toList();
    }

    private static EventResult retry(SentEvent event, Set<String> failed) {
        return new EventResult.Retry(
                event.isNamedIn(failed)
                        ? "the endpoint reported a failure of the event in '" + FAILURES + "'"
                        : "the endpoint reported a failure of an earlier event of the request in '" + FAILURES + "'");
    }

    private static void requireSent(Set<String> failed, List<SentEvent> events) {
        Set<String> unknown = new HashSet<>(failed);
        events.forEach(event -> event.identifiers().forEach(unknown::remove));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "an '" + IDENTIFIER + "' is not the 'SequenceNumber' or 'eventID' of an event of the request");
        }
    }

    /** An empty response, and an empty or missing list, name no event. */
    private static Set<String> identifiers(String body) {
        JsonNode response = parse(body);
        if (response.isMissingNode() || response.isNull() || (response.isObject() && response.isEmpty())) {
            return Set.of();
        }
        JsonNode failures = response.get(FAILURES);
        if (failures == null) {
            throw new IllegalArgumentException("it has no field '" + FAILURES + "'");
        }
        if (!failures.isNull() && !failures.isArray()) {
            throw new IllegalArgumentException("'" + FAILURES + "' is not an array");
        }
        Set<String> identifiers = new HashSet<>();
        for (JsonNode failure : failures) {
            JsonNode identifier = failure.path(IDENTIFIER);
            if (!identifier.isTextual()) {
                throw new IllegalArgumentException(
                        "an element of '" + FAILURES + "' has no '" + IDENTIFIER + "' that is a string");
            }
            identifiers.add(identifier.textValue());
        }
        return identifiers;
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // Omits the cause, because its message contains text of the response.
            throw new IllegalArgumentException("it is not JSON");
        }
    }
}
