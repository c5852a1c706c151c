/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.sun.net.httpserver.HttpExchange;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.HttpSettings;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.http.PostRequest;
import io.changefeed.webhook.http.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hc.core5.http.ContentType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookDestinationTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final DeliveryResult DELIVERED = DeliveryResult.PerEvent.of(1, new EventResult.Delivered());
    private static final ChangeEvent EVENT = WebhookEvents.insert("a", 1);

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
    void eventIsPostedWithIdAndTimestamp() throws IOException {
        assertThat(deliver(Map.of("url", server.url("/t/${table}?k=${key.id}")), EVENT))
                .isEqualTo(DELIVERED);

        TestServer.Request request = server.requests().get(0);
        assertThat(request.uri()).hasToString("/t/orders?k=a");
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().getFirst("Webhook-Id")).isEqualTo("a-1");
        assertThat(Long.parseLong(request.headers().getFirst("Webhook-Timestamp")))
                .isCloseTo(System.currentTimeMillis() / 1000, within(60L));
        assertThat(request.headers().getFirst("User-Agent")).startsWith("changefeed/");
        assertThat(request.headers()).doesNotContainKeys("Webhook-Signature", "Upgrade", "Authorization", "Cookie");
        assertThat(new String(request.body(), StandardCharsets.UTF_8)).startsWith("{\"Records\":[{\"eventID\":\"a-1\"");
    }

    @Test
    void batchKeepsItsMessageIdOnRetry() throws IOException {
        List<ChangeEvent> batch = List.of(EVENT, WebhookEvents.insert("b", 1));
        try (WebhookDestination destination = open(Map.of("batch.max.records", "10"))) {
            assertThat(result(Deliveries.deliver(destination, batch)))
                    .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));
            result(Deliveries.deliver(destination, batch));
        }
        assertThat(server.requests())
                .extracting(request -> request.headers().getFirst("Webhook-Id"))
                .hasSize(2)
                .containsOnly(server.requests().get(0).headers().getFirst("Webhook-Id"))
                .doesNotContain("a-1");
    }

    @Test
    void connectionsAreReused() throws IOException {
        Set<Integer> ports = ConcurrentHashMap.newKeySet();
        server.respondWith(exchange -> {
            ports.add(exchange.getRemoteAddress().getPort());
            TestServer.respond(exchange, 200, "x".repeat(200_000));
        });
        try (WebhookDestination destination = open(Map.of())) {
            for (int i = 0; i < 5; i++) {
                assertThat(result(Deliveries.deliver(destination, List.of(EVENT))))
                        .isEqualTo(DELIVERED);
            }
        }
        assertThat(ports).hasSize(1);
    }

    @Test
    void headersAuthorizationAndCompressionAreSent() throws IOException {
        Map<String, String> properties = Map.of(
                "headers", "X-Op: ${op}",
                "secret.headers", "X-Api-Key: secret",
                "auth.type", "basic",
                "connection.user", "Aladdin",
                "connection.password", "open sesame",
                "request.compression", "gzip",
                "signing.keys", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5");
        assertThat(deliver(properties, EVENT)).isEqualTo(DELIVERED);

        TestServer.Request request = server.requests().get(0);
        assertThat(request.headers().getFirst("X-Op")).isEqualTo("c");
        assertThat(request.headers().getFirst("X-Api-Key")).isEqualTo("secret");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(request.headers().getFirst("Content-Encoding")).isEqualTo("gzip");
        assertThat(request.headers().getFirst("Webhook-Signature")).startsWith("v1,");
        try (InputStream inflated = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            assertThat(new String(inflated.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("{\"Records\":");
        }
    }

    /** An endpoint that echoes its request, as many test servers do. */
    @ParameterizedTest
    @CsvSource({
        "X-Api-Key, secret.headers, X-Api-Key: key-7c9e6679, ''",
        "Authorization, bearer.token, token-7c9e6679, bearer",
        "Authorization, connection.password, password-7c9e6679, basic",
        "Webhook-Signature, signing.keys, whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5, ''"
    })
    void reasonOmitsABodyThatEchoesASecret(String header, String property, String secret, String auth)
            throws IOException {
        Map<String, String> properties = new HashMap<>(Map.of(property, secret));
        if (!auth.isEmpty()) {
            properties.put("auth.type", auth);
        }
        if (auth.equals("basic")) {
            properties.put("connection.user", "u");
        }
        server.respondWith(exchange -> TestServer.respond(
                exchange, 422, "got " + exchange.getRequestHeaders().getFirst(header)));

        assertThat(deliver(properties, EVENT))
                .isEqualTo(DeliveryResult.PerEvent.of(
                        1,
                        new EventResult.Rejected(
                                "the endpoint responded with 422: (a body that repeats a secret of the request)")));
    }

    @Test
    void eventsFromTheFirstBatchItemFailureOnAreRetried() throws IOException {
        List<ChangeEvent> batch = List.of(EVENT, WebhookEvents.snapshotRow("b"), WebhookEvents.insert("c", 1));
        server.respondToRequestsWith((exchange, request) -> TestServer.respond(
                exchange,
                200,
                "{\"batchItemFailures\":[{\"itemIdentifier\":"
                        + new JsonMapper().readTree(request.body()).at("/Records/1/dynamodb/SequenceNumber") + "}]}"));
        try (WebhookDestination destination = open(Map.of("batch.item.failures", "true", "batch.max.records", "3"))) {
            assertThat(result(Deliveries.deliver(destination, batch)))
                    .isInstanceOfSatisfying(
                            DeliveryResult.PerEvent.class,
                            result -> assertThat(result.results())
                                    .hasExactlyElementsOfTypes(
                                            EventResult.Delivered.class,
                                            EventResult.Retry.class,
                                            EventResult.Retry.class));
        }
    }

    @Test
    void redirectIsNotFollowed() throws IOException {
        server.respondWith(exchange -> {
            exchange.getResponseHeaders().set("Location", server.url("/elsewhere"));
            TestServer.respond(exchange, 307, "");
        });

        assertThat(deliver(Map.of(), EVENT))
                .isInstanceOfSatisfying(
                        DeliveryResult.Fatal.class,
                        fatal -> assertThat(fatal.reason()).contains("127.0.0.1"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void responseThatBreaksOffAfterItsStatusIsAccepted() throws IOException {
        server.respondWith(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });

        assertThat(deliver(Map.of(), EVENT)).isEqualTo(DELIVERED);
    }

    /** The endpoint has accepted the events, whatever follows. */
    @Test
    void eventsAreNotDeliveredAgainIfTheBodyOfASuccessNeverEnds() throws IOException {
        int requests = 240;
        CountDownLatch never = new CountDownLatch(1);
        server.respondWith(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            hang(never);
        });
        Map<String, String> properties =
                Map.of("max.in.flight.deliveries", Integer.toString(requests), "http.request.timeout.ms", "2000");
        try (WebhookDestination destination = open(properties)) {
            List<Delivery> deliveries = Stream.generate(() -> Deliveries.deliver(destination, List.of(EVENT)))
                    .limit(requests)
                    .toList();

            assertThat(deliveries)
                    .allSatisfy(delivery -> assertThat(result(delivery)).isEqualTo(DELIVERED));
        }
        never.countDown();
    }

    @Test
    void closedOrRefusedConnectionMeansUnavailable() throws IOException {
        server.respondWith(HttpExchange::close);
        assertThat(deliver(Map.of(), EVENT)).isInstanceOfSatisfying(DeliveryResult.Unavailable.class, unavailable -> {
            assertThat(unavailable.scope()).isEqualTo(DeliveryResult.Scope.ROUTE);
            assertThat(unavailable.reason()).startsWith("the endpoint did not respond: ");
        });
        server.close();
        assertThat(deliver(Map.of(), EVENT)).isInstanceOfSatisfying(DeliveryResult.Unavailable.class, unavailable -> {
            assertThat(unavailable.scope()).isEqualTo(DeliveryResult.Scope.DESTINATION);
            assertThat(unavailable.reason()).contains("refused");
        });
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void slowRequestTimesOut() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        server.respondWith(exchange -> hang(never));

        assertThat(deliver(Map.of("http.request.timeout.ms", "200"), EVENT))
                .isInstanceOfSatisfying(
                        DeliveryResult.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason())
                                .contains("timed out after 200 ms ('http.request.timeout.ms')"));
        never.countDown();
    }

    /** Otherwise the event would stay in flight forever, in a task that looks healthy. */
    @Test
    void unexpectedExceptionFailsTheDelivery() throws IOException {
        Map<String, String> properties = Map.of("url", server.url("/"), "allow.private.addresses", "true");
        Clock broken = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                throw new IllegalStateException("no time");
            }
        };
        try (WebhookDestination destination = WebhookDestination.open(new WebhookConfig(properties), broken)) {
            assertThat(Deliveries.deliver(destination, List.of(EVENT)).result().toCompletableFuture())
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withMessageContaining("no time");
        }
    }

    @RepeatedTest(50)
    void abortClosesTheConnectionAndCompletesTheDelivery() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                WebhookDestination destination =
                        open(Map.of("url", "http://127.0.0.1:" + silent.getLocalPort() + "/"))) {
            Delivery delivery = Deliveries.deliver(destination, List.of(EVENT));
            try (Socket accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo('P');

                delivery.abort();

                assertThat(result(delivery)).isInstanceOf(DeliveryResult.Unavailable.class);
                accepted.setSoTimeout((int) SOON.toMillis());
                // An immediate close discards unsent data and resets the connection.
                assertThatIOException()
                        .isThrownBy(() -> accepted.getInputStream().readAllBytes())
                        .withMessage("Connection reset");
            }
        }
    }

    @Test
    void immediateAbortCompletesTheDelivery() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        server.respondWith(exchange -> hang(never));
        try (WebhookDestination destination = open(Map.of())) {
            for (int i = 0; i < 50; i++) {
                Delivery delivery = Deliveries.deliver(destination, List.of(EVENT));
                delivery.abort();
                assertThat(result(delivery)).isInstanceOf(DeliveryResult.Unavailable.class);
            }
        }
        never.countDown();
    }

    @Test
    void hostNameOfAPrivateAddressIsRejectedBeforeSending() throws IOException {
        String name = InetAddress.getLoopbackAddress().getHostName();
        Map<String, String> properties =
                Map.of("url", "http://" + name + ":" + server.port() + "/", "allow.private.addresses", "false");

        assertThat(deliver(properties, EVENT))
                .isInstanceOfSatisfying(
                        DeliveryResult.Fatal.class,
                        fatal -> assertThat(fatal.reason())
                                .contains("is not public (loopback); to allow it, set 'allow.private.addresses=true'"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void tokenIsReusedAndRenewedOnceWhenRejected() throws IOException {
        AtomicInteger tokens = new AtomicInteger();
        try (TestServer authorization = new TestServer(exchange -> TestServer.respond(
                exchange, 200, "{\"access_token\":\"t" + tokens.incrementAndGet() + "\",\"expires_in\":3600}"))) {
            server.respondWith(exchange -> TestServer.respond(
                    exchange,
                    "Bearer t1".equals(exchange.getRequestHeaders().getFirst("Authorization"))
                                    && server.requests().size() > 2
                            ? 401
                            : 200,
                    ""));
            try (WebhookDestination destination = open(oauth2(authorization))) {
                for (int i = 0; i < 4; i++) {
                    assertThat(result(Deliveries.deliver(destination, List.of(EVENT))))
                            .isEqualTo(DELIVERED);
                }
                server.respondWith(exchange -> TestServer.respond(exchange, 401, ""));
                assertThat(result(Deliveries.deliver(destination, List.of(EVENT))))
                        .isInstanceOf(DeliveryResult.Fatal.class);
            }
            assertThat(server.requests())
                    .extracting(request -> request.headers().getFirst("Authorization"))
                    .containsExactly(
                            "Bearer t1", "Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2", "Bearer t2", "Bearer t3");
            assertThat(authorization.requests()).hasSize(3).allSatisfy(request -> {
                assertThat(request.headers().getFirst("Authorization")).isEqualTo("Basic aWQ6c2UlMkJjcmV0");
                assertThat(new String(request.body(), StandardCharsets.UTF_8))
                        .isEqualTo("grant_type=client_credentials&scope=write+all");
            });
        }
    }

    @Test
    void concurrentDeliveriesRequestOneToken() throws IOException {
        CountDownLatch all = new CountDownLatch(1);
        try (TestServer authorization = new TestServer(exchange -> {
                    hang(all);
                    TestServer.respond(exchange, 200, "{\"access_token\":\"t1\"}");
                });
                WebhookDestination destination = open(oauth2(authorization))) {
            List<Delivery> deliveries = List.of(
                    Deliveries.deliver(destination, List.of(EVENT)),
                    Deliveries.deliver(destination, List.of(EVENT)),
                    Deliveries.deliver(destination, List.of(EVENT)));
            deliveries.get(2).abort();
            assertThat(result(deliveries.get(2))).isInstanceOf(DeliveryResult.Unavailable.class);
            all.countDown();

            assertThat(result(deliveries.get(0))).isEqualTo(DELIVERED);
            assertThat(result(deliveries.get(1))).isEqualTo(DELIVERED);
            assertThat(authorization.requests()).hasSize(1);
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void authorizationFailureIsFatalOrUnavailable() throws IOException {
        try (TestServer authorization = new TestServer(exchange -> TestServer.respond(
                        exchange, 401, "{\"error\":\"invalid_client\",\"error_description\":\"se+cret\"}"));
                WebhookDestination destination = open(oauth2(authorization))) {
            assertThat(result(Deliveries.deliver(destination, List.of(EVENT))))
                    .isEqualTo(new DeliveryResult.Fatal(
                            "the authorization server responded with 401 (invalid_client); check"
                                    + " 'oauth2.token.url', 'oauth2.client.id' and 'oauth2.client.secret', then"
                                    + " restart the task"));

            authorization.respondWith(exchange -> TestServer.respond(exchange, 503, ""));
            assertThat(result(Deliveries.deliver(destination, List.of(EVENT))))
                    .isInstanceOf(DeliveryResult.Unavailable.class);

            authorization.respondWith(exchange -> TestServer.respond(exchange, 200, "{}"));
            assertThat(result(Deliveries.deliver(destination, List.of(EVENT))))
                    .isInstanceOf(DeliveryResult.Fatal.class);

            authorization.respondWith(exchange -> TestServer.respond(exchange, 200, "{\"access_token\":\"t\"}"));
            assertThat(result(Deliveries.deliver(destination, List.of(EVENT)))).isEqualTo(DELIVERED);
        }
    }

    @Test
    void cutOffTokenResponseIsRetried() throws IOException {
        try (TestServer authorization = new TestServer(exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write("{\"access_token\":".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    throw new IOException("cut");
                });
                WebhookDestination destination = open(oauth2(authorization))) {
            assertThat(result(Deliveries.deliver(destination, List.of(EVENT))))
                    .isEqualTo(DeliveryResult.Unavailable.ofDestination(
                            "the response of the authorization server did not end, or is too long"));
        }
    }

    @Test
    void unreachableAuthorizationServerMakesTheDestinationUnavailable() throws IOException {
        TestServer authorization = new TestServer();
        authorization.close();
        try (WebhookDestination destination = open(oauth2(authorization))) {
            assertThat(result(Deliveries.deliver(destination, List.of(EVENT))))
                    .isInstanceOfSatisfying(DeliveryResult.Unavailable.class, unavailable -> {
                        assertThat(unavailable.scope()).isEqualTo(DeliveryResult.Scope.DESTINATION);
                        assertThat(unavailable.reason())
                                .contains("the authorization server cannot be reached", "refused");
                    });
        }
    }

    /** Each attempt to start the task would otherwise leave threads and sockets. */
    @Test
    void clientsAreClosedIfTheDestinationCannotBeOpened() {
        List<PostClient> opened = new ArrayList<>();
        WebhookConfig incomplete = new WebhookConfig(Map.of("url", server.url("/"), "auth.type", "bearer"));
        Function<HttpSettings, PostClient> clients = settings -> {
            opened.add(new PostClient(settings));
            return opened.get(0);
        };

        assertThatThrownBy(() -> WebhookDestination.open(incomplete, clients, Clock.systemUTC()))
                .isInstanceOf(NoSuchElementException.class);

        PostRequest request = new PostRequest(
                URI.create(server.url("/")), List.of(), new Body(ContentType.create("text/plain"), new byte[0]));
        assertThat(opened)
                .singleElement()
                .satisfies(client -> assertThat(client.send(request).response().toCompletableFuture())
                        .as("a request after the client was closed")
                        .isCompletedExceptionally());
    }

    @Test
    void notificationsAreSentInOrderBeforeClose() throws IOException {
        try (WebhookDestination destination = open(notified())) {
            destination.onOutage("503");
            destination.onRecovery();
            destination.onTaskFailure("401", Optional.of("orders"));
        }

        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.uri()).hasToString("/failures"))
                .extracting(request -> new JsonMapper().readTree(request.body()))
                .extracting(body -> body.path("type").asText() + " " + body.path("table_name") + " "
                        + body.path("message").asText())
                .containsExactly(
                        "destination-unavailable null The endpoint is unavailable; events wait, and their delivery is"
                                + " retried: 503",
                        "destination-available null The endpoint is available again.",
                        "task-failed \"orders\" 401");
    }

    /** The table of another event would lead to the wrong place. */
    @Test
    void notificationNamesNoTableIfNoEventIsTheCause() throws IOException {
        try (WebhookDestination destination = open(notified())) {
            assertThat(result(Deliveries.deliver(destination, List.of(EVENT)))).isEqualTo(DELIVERED);
            destination.onTaskFailure("an unreadable record", Optional.empty());
        }
        assertThat(new JsonMapper().readTree(server.requests().get(1).body()).get("table_name"))
                .isEqualTo(NullNode.instance);
    }

    @Test
    void hangingEndpointDoesNotDelayNotifications() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        server.respondWith(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/")) {
                hang(never);
            }
            TestServer.respond(exchange, 200, "");
        });
        Map<String, String> properties = new HashMap<>(notified());
        properties.put("max.in.flight.deliveries", "1");
        try (WebhookDestination destination = open(properties)) {
            Delivery delivery = Deliveries.deliver(destination, List.of(EVENT));
            await().atMost(SOON).until(() -> server.requests().size() == 1);

            destination.onOutage("no response");

            await().atMost(SOON).until(() -> server.requests().size() == 2);
            assertThat(delivery.result().toCompletableFuture()).isNotDone();
        }
        never.countDown();
    }

    private Map<String, String> notified() {
        return Map.of(
                "failure.notification.url",
                server.url("/failures"),
                "failure.notification.allow.private.addresses",
                "true");
    }

    private Map<String, String> oauth2(TestServer authorization) {
        return Map.of(
                "auth.type", "oauth2",
                "oauth2.token.url", authorization.url("/token"),
                "oauth2.client.id", "id",
                "oauth2.client.secret", "se+cret",
                "oauth2.client.scope", "write all",
                "oauth2.allow.private.addresses", "true");
    }

    private DeliveryResult deliver(Map<String, String> properties, ChangeEvent event) throws IOException {
        try (WebhookDestination destination = open(properties)) {
            return result(Deliveries.deliver(destination, List.of(event)));
        }
    }

    private WebhookDestination open(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of("url", server.url("/"), "allow.private.addresses", "true"));
        all.putAll(properties);
        return WebhookDestination.open(new WebhookConfig(all), Clock.systemUTC());
    }

    private static DeliveryResult result(Delivery delivery) {
        return delivery.result()
                .toCompletableFuture()
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static void hang(CountDownLatch until) {
        try {
            if (!until.await(2 * SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("not released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
