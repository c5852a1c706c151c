/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import io.changefeed.delivery.DestinationContract;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.TestLookups;
import io.changefeed.webhook.http.TestServer;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Verifies the contract of destinations. */
class WebhookContractTest extends DestinationContract {
    private static final String SECRET = "open-sesame";

    private final List<String> storedIds = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final TestLookups lookups = new TestLookups();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        makeAvailable();
    }

    @AfterEach
    void stop() {
        end.countDown();
        lookups.close();
        server.close();
    }

    @Override
    protected Destination<?> open() {
        return open(server.url("/"));
    }

    @Override
    protected Destination<?> openAt(String host, int port) {
        return open("http://" + host + ":" + port + "/");
    }

    @Override
    protected Optional<Destination<?>> openWithHangingLookup() {
        return Optional.of(
                WebhookDestination.open(config("http://hanging.example.com/"), lookups::client, Clock.systemUTC()));
    }

    private Destination<?> open(String url) {
        return WebhookDestination.open(config(url), Clock.systemUTC());
    }

    private WebhookConfig config(String url) {
        return new WebhookConfig(Map.of(
                "url",
                url,
                "allow.private.addresses",
                "true",
                "batch.max.records",
                "3",
                "auth.type",
                "bearer",
                "bearer.token",
                SECRET,
                "secret.headers",
                "X-Key: " + SECRET,
                "failure.notification.allow.private.addresses",
                "true",
                "failure.notification.headers",
                "X-Key: " + SECRET,
                "failure.notification.url",
                server.url("/failures")));
    }

    @Override
    protected void makeAvailable() {
        server.respondToRequestsWith((exchange, request) -> {
            store(request);
            TestServer.respond(exchange, 200, "");
        });
    }

    private void store(TestServer.Request request) throws IOException {
        new JsonMapper()
                .readTree(request.body())
                .path("Records")
                .forEach(record -> storedIds.add(record.path("eventID").asText()));
    }

    @Override
    protected void makeUnavailable() {
        server.respondWith(exchange -> TestServer.respond(exchange, 503, "not now"));
    }

    @Override
    protected void makeHang() {
        server.respondWith(this::hang);
    }

    @Override
    protected void awaitHanging() throws InterruptedException {
        assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private void hang(HttpExchange exchange) {
        hanging.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    @Override
    protected void makeUnreachable() {
        server.close();
    }

    @Override
    protected List<String> storedEventIds() {
        return storedIds;
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }
}
