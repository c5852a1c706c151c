/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.changefeed.connector.Backoff;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.http.TestServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotificationSenderTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String KEY = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5";
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Duration NEVER = Duration.ofDays(1);

    private final List<Integer> failures = new CopyOnWriteArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void notificationNamesItsTypeTimeTaskTableAndMessage() {
        try (NotificationSender sender = sender(Duration.ZERO, Map.of("name", "orders-hook", "task.id", "3"))) {
            sender.send(notification("410 Gone"));
        }
        assertThat(bodies())
                .containsExactly(
                        "{\"type\":\"task-failed\",\"timestamp\":\"2026-01-02T03:04:05.678Z\","
                                + "\"connector\":\"orders-hook\",\"task\":3,\"table_name\":\"orders\",\"message\":\"410 Gone\"}");
    }

    @Test
    void unknownTableAndTaskAreNull() {
        try (NotificationSender sender = sender(Duration.ZERO, Map.of())) {
            sender.send(new Notification(Notification.Type.DESTINATION_AVAILABLE, TIME, Optional.empty(), "m"));
        }
        assertThat(bodies())
                .containsExactly("{\"type\":\"destination-available\",\"timestamp\":\"2026-01-02T03:04:05.678Z\","
                        + "\"connector\":null,\"task\":null,\"table_name\":null,\"message\":\"m\"}");
    }

    @Test
    void notificationIsSignedAndAuthorized() throws Exception {
        try (NotificationSender sender = sender(
                Duration.ZERO,
                Map.of(
                        "signing.keys",
                        KEY,
                        "failure.notification.headers",
                        "Authorization: Bearer open-sesame|X-Team: orders"))) {
            sender.send(notification("failed"));
        }

        TestServer.Request request = server.requests().get(0);
        new Webhook(KEY)
                .verify(
                        new String(request.body(), UTF_8),
                        Map.of(
                                "webhook-id", request.headers().get("webhook-id"),
                                "webhook-timestamp", request.headers().get("webhook-timestamp"),
                                "webhook-signature", request.headers().get("webhook-signature")));
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer open-sesame");
        assertThat(request.headers().getFirst("X-Team")).isEqualTo("orders");
    }

    @Test
    void notificationIsRepeatedWithItsIdAndBackoffUntilItIsAccepted() {
        respond(status(500), status(401), status(301), HttpExchange::close, status(204));

        try (NotificationSender sender = sender(Duration.ZERO, Map.of())) {
            sender.send(notification("failed"));
            await().atMost(SOON).until(() -> server.requests().size() == 5);
        }

        assertThat(failures).containsExactly(1, 2, 3, 4);
        assertThat(server.requests())
                .hasSize(5)
                .extracting(request -> request.headers().getFirst("webhook-id") + new String(request.body(), UTF_8))
                .containsOnly(id(0) + bodies().get(0));
    }

    @Test
    void notificationsAreAcceptedInOrderWithDifferentIds() {
        respond(status(503), status(503), status(200));

        try (NotificationSender sender = sender(Duration.ZERO, Map.of())) {
            sender.send(notification("first"));
            sender.send(notification("second"));
            await().atMost(SOON).until(() -> server.requests().size() == 4);
        }

        assertThat(messages()).containsExactly("first", "first", "first", "second");
        assertThat(id(3)).isNotEqualTo(id(0));
    }

    @Test
    void newNotificationEndsTheBackoff() {
        respond(status(503), status(200));
        try (NotificationSender sender = sender(NEVER, Map.of())) {
            sender.send(notification("first"));
            await().atMost(SOON).until(() -> !failures.isEmpty());

            sender.send(notification("second"));

            await().atMost(SOON).until(() -> server.requests().size() == 3);
        }
        assertThat(messages()).containsExactly("first", "first", "second");
    }

    @Test
    void closeEndsTheBackoff() {
        respond(status(503), status(200));
        NotificationSender sender = sender(NEVER, Map.of());
        sender.send(notification("failed"));
        await().atMost(SOON).until(() -> !failures.isEmpty());

        sender.close();

        assertThat(messages()).containsExactly("failed", "failed");
    }

    @Test
    void closeWaitsAtMostTwoSecondsForAReceiverThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        respond(exchange -> hang(never));
        NotificationSender sender = sender(Duration.ZERO, Map.of());
        sender.send(notification("failed"));

        long start = System.nanoTime();
        sender.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        never.countDown();
    }

    @Test
    void oldestWaitingNotificationIsDroppedIfTooManyWait() {
        CountDownLatch end = new CountDownLatch(1);
        respond(exchange -> {
            hang(end);
            TestServer.respond(exchange, 200, "");
        });
        try (NotificationSender sender = sender(Duration.ZERO, Map.of())) {
            sender.send(notification("0"));
            await().atMost(SOON).until(() -> server.requests().size() == 1);

            IntStream.rangeClosed(1, 101).forEach(number -> sender.send(notification(Integer.toString(number))));

            end.countDown();
            await().atMost(SOON).until(() -> server.requests().size() == 101);
        }
        assertThat(messages()).hasSize(101).startsWith("0", "2", "3").endsWith("101");
    }

    @Test
    void notificationThatIsRejectedDoesNotHoldUpTheNext() {
        server.respondToRequestsWith((exchange, request) -> {
            boolean isRejected = new String(request.body(), UTF_8).contains("<html>");
            TestServer.respond(exchange, isRejected ? 403 : 204, "");
        });

        try (NotificationSender sender = sender(Duration.ofMillis(1), Map.of())) {
            sender.send(notification("<html>"));
            sender.send(notification("next"));
            await().atMost(SOON).until(() -> messages().contains("next"));
        }

        assertThat(messages()).endsWith("next");
    }

    private NotificationSender sender(Duration delay, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "url", "https://example.com/",
                "failure.notification.url", server.url("/failures"),
                "failure.notification.allow.private.addresses", "true"));
        properties.putAll(more);
        WebhookConfig config = new WebhookConfig(properties);
        Backoff backoff = failed -> {
            failures.add(failed);
            return delay;
        };
        return new NotificationSender(
                new PostClient(config.notificationHttp()),
                config.notification().target().orElseThrow(),
                config.body().signatures(),
                Clock.systemUTC(),
                backoff);
    }

    private static Notification notification(String message) {
        return new Notification(Notification.Type.TASK_FAILED, TIME, Optional.of("orders"), message);
    }

    /** Responds to one request with each handler, and to all others with the last one. */
    private void respond(HttpHandler... handlers) {
        Iterator<HttpHandler> next = List.of(handlers).iterator();
        HttpHandler last = handlers[handlers.length - 1];
        server.respondWith(exchange -> (next.hasNext() ? next.next() : last).handle(exchange));
    }

    private static HttpHandler status(int status) {
        return exchange -> TestServer.respond(exchange, status, "");
    }

    private static void hang(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String id(int request) {
        return server.requests().get(request).headers().getFirst("webhook-id");
    }

    private List<String> bodies() {
        return server.requests().stream()
                .map(request -> new String(request.body(), UTF_8))
                .toList();
    }

    private List<String> messages() {
        return bodies().stream()
                .map(body -> body.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1"))
                .toList();
    }
}
