/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * What a reply means for the events of its request.
 *
 * <p>Reasons hold the status and the first 200 characters of the reply's body, and never a header.
 */
public final class ResponseClassifier {
    /** Those of the statuses below 500 that say "not now" (RFC 9110, 8470 and 6585). */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private static final int EXCERPT = 200;

    private final RetryAfter retryAfter;

    public ResponseClassifier(Clock clock) {
        retryAfter = new RetryAfter(clock);
    }

    /**
     * What the events' delivery is answered with.
     *
     * @param events how many of them the request had
     */
    public DeliveryResult of(Response reply, int events) {
        int status = reply.status();
        if (status >= 200 && status < 300) {
            return DeliveryResult.PerEvent.of(events, new EventResult.Delivered());
        }
        if (status >= 500 || LATER.contains(status)) {
            return new DeliveryResult.Unavailable(
                    reason(reply), reply.retryAfter().flatMap(retryAfter::pause));
        }
        if (status < 400) {
            return new DeliveryResult.Fatal(redirect(reply));
        }
        Optional<String> fault = faultOfTheEndpoint(status);
        if (fault.isPresent()) {
            return new DeliveryResult.Fatal(reason(reply) + "; " + fault.get());
        }
        return events == 1
                ? DeliveryResult.PerEvent.of(1, new EventResult.Rejected(reason(reply)))
                : new DeliveryResult.Rejected(reason(reply));
    }

    /** What to do about a status that no other event would change. */
    private static Optional<String> faultOfTheEndpoint(int status) {
        return switch (status) {
            case 401 -> Optional.of("see to 'auth.type' and its properties, then restart the task");
            case 403 -> Optional.of("see to what the credentials may do there, then restart the task");
            case 407 -> Optional.of("see to 'http.proxy.user' and 'http.proxy.password', then restart the task");
            case 410 -> Optional.of("the endpoint wants no more events; delete the connector, or set another 'url'");
            default -> Optional.empty();
        };
    }

    private static String redirect(Response reply) {
        String host = reply.location()
                .flatMap(ResponseClassifier::host)
                .map(name -> " to the host '" + name + "'")
                .orElse("");
        return "the endpoint redirects (" + reply.status() + ")" + host
                + "; redirects are not followed: set 'url' to where the events are to go, then restart the task";
    }

    /** The rest of the address can hold secrets. */
    private static Optional<String> host(String location) {
        try {
            return Optional.ofNullable(URI.create(location).getHost());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String reason(Response reply) {
        String body = reply.body().strip();
        int end = body.offsetByCodePoints(0, Math.min(EXCERPT, body.codePointCount(0, body.length())));
        return "the endpoint answered " + reply.status() + (body.isEmpty() ? "" : ": " + body.substring(0, end));
    }
}
