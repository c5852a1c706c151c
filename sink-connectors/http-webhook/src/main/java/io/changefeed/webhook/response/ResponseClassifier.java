/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * Classifies the response to a request and returns the result of its events.
 *
 * <p>Reasons contain the status and the first 200 characters of the response body, but no headers, except the host of a
 * redirect.
 */
public final class ResponseClassifier {
    /** The retryable statuses below 500 (RFC 9110, 8470 and 6585). */
    private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429);

    private static final int EXCERPT_LENGTH = 200;

    private final RetryAfter retryAfter;

    public ResponseClassifier(Clock clock) {
        retryAfter = new RetryAfter(clock);
    }

    /**
     * Returns the result of a delivery.
     *
     * @param events number of events in the request
     */
    public DeliveryResult classify(Response response, int events) {
        int status = response.status();
        if (status >= 200 && status < 300) {
            return DeliveryResult.PerEvent.of(events, new EventResult.Delivered());
        }
        if (status >= 500 || RETRYABLE.contains(status)) {
            return new DeliveryResult.Unavailable(
                    DeliveryResult.Scope.ROUTE,
                    reason(response),
                    response.retryAfter().flatMap(retryAfter::parse));
        }
        if (status < 400) {
            return new DeliveryResult.Fatal(redirect(response));
        }
        Optional<String> remedy = remedy(status);
        if (remedy.isPresent()) {
            return new DeliveryResult.Fatal(reason(response) + "; " + remedy.get());
        }
        return events == 1
                ? DeliveryResult.PerEvent.of(1, new EventResult.Rejected(reason(response)))
                : new DeliveryResult.Rejected(reason(response));
    }

    /** Returns the remedy for a status that does not depend on the event. */
    private static Optional<String> remedy(int status) {
        return switch (status) {
            case 401 -> Optional.of("check 'auth.type' and its properties, then restart the task");
            case 403 -> Optional.of("check the permissions of the credentials, then restart the task");
            case 407 -> Optional.of("check 'http.proxy.user' and 'http.proxy.password', then restart the task");
            case 410 -> Optional.of("the endpoint is permanently gone; delete the connector or change 'url'");
            default -> Optional.empty();
        };
    }

    private static String redirect(Response response) {
        String host = response.location()
                .flatMap(ResponseClassifier::host)
                .map(name -> " to the host '" + name + "'")
                .orElse("");
        return "the endpoint redirects (" + response.status() + ")" + host
                + "; redirects are not followed: set 'url' to the target, then restart the task";
    }

    /** Returns only the host, because the rest of the URL can contain secrets. */
    private static Optional<String> host(String location) {
        try {
            return Optional.ofNullable(URI.create(location).getHost());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String reason(Response response) {
        String body = response.body().strip();
        int end = body.offsetByCodePoints(0, Math.min(EXCERPT_LENGTH, body.codePointCount(0, body.length())));
        return "the endpoint responded with " + response.status()
                + (body.isEmpty() ? "" : ": " + body.substring(0, end));
    }
}
