/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Classifies the response to a request and returns the result of its events.
 *
 * <p>Reasons contain the status and an {@link Excerpt} of the response body, but no headers, except the host of a
 * redirect.
 */
public final class ResponseClassifier {
    /** The start of an HTML page, which can follow a byte order mark. */
    private static final Pattern HTML = Pattern.compile("\\uFEFF?\\s*<(html|!doctype)", Pattern.CASE_INSENSITIVE);

    private final ResponseSettings settings;
    private final RetryAfter retryAfter;

    public ResponseClassifier(ResponseSettings settings, Clock clock) {
        this.settings = settings;
        retryAfter = new RetryAfter(clock);
    }

    /** Returns the result of a delivery. */
    public DeliveryResult classify(Response response, SentRequest request) {
        int status = response.status();
        if (status >= 200 && status < 300) {
            return success(response, request);
        }
        String reason = reason(response, request);
        return switch (settings.statuses().result(status)) {
            case RETRY -> unavailable(response, reason);
            case FAIL -> new DeliveryResult.Fatal(reason + "; " + remedy(status));
            case REJECT ->
                request.events().size() == 1
                        ? DeliveryResult.PerEvent.of(1, new EventResult.Rejected(reason))
                        : new DeliveryResult.Rejected(reason);
        };
    }

    private DeliveryResult success(Response response, SentRequest request) {
        if (!settings.acceptsHtml() && HTML.matcher(response.body()).lookingAt()) {
            return unavailable(
                    response,
                    reason(response, request) + "; login pages and proxies respond with HTML pages, so the events are"
                            + " retried: if this one confirms their delivery, set 'accept.html.responses=true'");
        }
        if (!settings.readsItemFailures()) {
            return DeliveryResult.PerEvent.of(request.events().size(), new EventResult.Delivered());
        }
        if (!response.isComplete()) {
            return noItemFailures(
                    response, request, "it did not end, or is longer than " + Response.MAX_BODY_BYTES / 1024 + " KiB");
        }
        try {
            return new DeliveryResult.PerEvent(BatchItemFailures.results(response.body(), request.events()));
        } catch (IllegalArgumentException e) {
            return noItemFailures(response, request, String.valueOf(e.getMessage()));
        }
    }

    private DeliveryResult noItemFailures(Response response, SentRequest request, String defect) {
        return unavailable(
                response,
                reason(response, request) + "; this is not a response for 'batch.item.failures=true': " + defect);
    }

    private DeliveryResult unavailable(Response response, String reason) {
        return new DeliveryResult.Unavailable(
                DeliveryResult.Scope.ROUTE, reason, response.retryAfter().flatMap(retryAfter::parse));
    }

    /** Returns the remedy for a status that usually does not depend on the event. */
    private static String remedy(int status) {
        return switch (status) {
            case 401 -> "check 'auth.type' and its properties";
            case 403 -> "check the permissions of the credentials";
            case 407 -> "check 'http.proxy.user' and 'http.proxy.password'";
            case 410 -> "the endpoint is permanently gone; delete the connector or change 'url'";
            default ->
                isRedirect(status)
                        ? "redirects are not followed: set 'url' to the target"
                        : "'fail.statuses' contains this status: check the endpoint";
        };
    }

    private static String reason(Response response, SentRequest request) {
        int status = response.status();
        if (isRedirect(status)) {
            return "the endpoint redirects (" + status + ")"
                    + response.location()
                            .flatMap(ResponseClassifier::host)
                            .map(name -> " to the host '" + name + "'")
                            .orElse("");
        }
        String excerpt = Excerpt.of(response.body(), request.secrets());
        return "the endpoint responded with " + status + (excerpt.isEmpty() ? "" : ": " + excerpt);
    }

    private static boolean isRedirect(int status) {
        return status >= 300 && status < 400;
    }

    /** Returns only the host, because the rest of the URL can contain secrets. */
    private static Optional<String> host(String location) {
        try {
            return Optional.ofNullable(URI.create(location).getHost());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
