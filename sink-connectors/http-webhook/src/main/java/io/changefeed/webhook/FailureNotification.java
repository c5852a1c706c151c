/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.http.Exchange;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.http.PostRequest;
import io.changefeed.webhook.response.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a notification to a URL when the task fails: {@code {"table_name": …, "message": …}}. */
final class FailureNotification {
    private static final Logger LOG = LoggerFactory.getLogger(FailureNotification.class);

    /** Less than {@code task.shutdown.graceful.timeout.ms}, which is 5 s by default. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private static final JsonMapper JSON = new JsonMapper();

    private final PostClient http;
    private final URI url;
    private Optional<Exchange> sent = Optional.empty();

    FailureNotification(PostClient http, URI url) {
        this.http = http;
        this.url = url;
    }

    void send(String table, String message) {
        String text = JSON.createObjectNode()
                .put("table_name", table)
                .put("message", message)
                .toString();
        sent = Optional.of(
                http.send(new PostRequest(url, List.of(), new Body("application/json", text.getBytes(UTF_8)))));
    }

    /** Waits at most 2 s for the response. A failure is only logged, because the task fails in any case. */
    void await() {
        sent.ifPresent(exchange -> {
            try {
                Response response =
                        exchange.response().toCompletableFuture().get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                if (response.status() >= 300) {
                    LOG.warn(
                            "'failure.notification.url' rejected the notification of the task failure with status {}."
                                    + " The notification is not sent again; check the URL and its access control",
                            response.status());
                }
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn(
                        "Could not deliver the notification of the task failure to 'failure.notification.url': {}. The"
                                + " notification is not sent again; check that the worker can reach the URL",
                        e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
