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

/** Notifies a URL that the task fails: {@code {"table_name": …, "message": …}}. */
final class FailureNotification {
    private static final Logger LOG = LoggerFactory.getLogger(FailureNotification.class);

    /** Connect waits 5 s for a task to stop. */
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

    /** Waits for the response for at most 2 s. Failures are logged only, since the task fails in any case. */
    void await() {
        sent.ifPresent(exchange -> {
            try {
                Response response =
                        exchange.response().toCompletableFuture().get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                if (response.status() >= 300) {
                    LOG.warn(
                            "Failure notification not accepted: 'failure.notification.url' responded with {}",
                            response.status());
                }
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("Failure notification not delivered to 'failure.notification.url': {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
