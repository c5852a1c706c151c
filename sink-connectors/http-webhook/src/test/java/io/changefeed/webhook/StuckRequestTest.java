/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.Closer;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.webhook.StuckRequest.Phase;
import io.changefeed.webhook.body.Body;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.Certificates;
import io.changefeed.webhook.http.Exchange;
import io.changefeed.webhook.http.HttpSettings;
import io.changefeed.webhook.http.PostClient;
import io.changefeed.webhook.http.PostRequest;
import io.changefeed.webhook.http.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.ContentType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request that gets stuck in any phase ends at its deadline, or when it is aborted. */
class StuckRequestTest {
    private static final Duration MAX_ABORT = Duration.ofSeconds(2);

    private static Certificates certificates;

    @BeforeAll
    static void createCertificates(@TempDir Path folder) throws IOException, GeneralSecurityException {
        certificates = new Certificates(folder);
    }

    @ParameterizedTest
    @EnumSource
    void abortCompletesTheDelivery(Phase phase) throws Exception {
        try (StuckRequest stuck = new StuckRequest(phase, certificates);
                WebhookDestination destination = open(stuck)) {
            Delivery delivery = deliver(destination);
            stuck.awaitStuck();

            delivery.abort();

            assertThat(delivery.result().toCompletableFuture()).succeedsWithin(MAX_ABORT);
        }
    }

    /** Otherwise other requests would wait for its place in the pool. */
    @ParameterizedTest
    @EnumSource(
            names = {"PROXY_TUNNEL", "ACCESS_TOKEN"},
            mode = EnumSource.Mode.EXCLUDE)
    void abortedRequestDoesNotOccupyAConnection(Phase phase) throws Exception {
        try (StuckRequest stuck = new StuckRequest(phase, certificates);
                TestServer healthy = new TestServer()) {
            stuck.properties().putAll(Map.of("max.in.flight.deliveries", "1", "http.connect.timeout.ms", "60000"));
            HttpSettings settings = new WebhookConfig(stuck.properties()).http();
            try (PostClient client = stuck.lookups().client(settings)) {
                URI url = URI.create(stuck.properties().get("url"));
                for (int i = 0; i < settings.connections(); i++) {
                    Exchange exchange = client.send(request(url));
                    stuck.awaitStuck();
                    exchange.cancel();
                }

                assertThat(client.send(request(URI.create(healthy.url("/"))))
                                .response()
                                .toCompletableFuture())
                        .succeedsWithin(Duration.ofSeconds(10));
            }
        }
    }

    private static PostRequest request(URI url) {
        return new PostRequest(url, List.of(), new Body(ContentType.create("text/plain"), new byte[1]));
    }

    @Test
    void deadlineCompletesTheDelivery() throws Exception {
        Closer closer = new Closer();
        try {
            Map<Phase, Delivery> deliveries = new EnumMap<>(Phase.class);
            for (Phase phase : Phase.values()) {
                StuckRequest stuck = closer.register(new StuckRequest(phase, certificates));
                stuck.properties().put("http.request.timeout.ms", "3000");
                deliveries.put(phase, deliver(closer.register(open(stuck))));
            }
            deliveries.forEach((phase, delivery) -> assertThat(delivery.result().toCompletableFuture())
                    .as("%s", phase)
                    .succeedsWithin(Duration.ofMinutes(1))
                    .satisfies(result -> assertThat(kind(result)).isEqualTo(expected(phase)))
                    .satisfies(result -> assertThat(result.toString()).doesNotContain("io.changefeed")));
        } finally {
            closer.close();
        }
    }

    /** The status decides. Without one, an established connection shows that only the route can be at fault. */
    private static String expected(Phase phase) {
        return switch (phase) {
            case NAME_LOOKUP, CONNECT, TLS_HANDSHAKE, PROXY_TUNNEL, ACCESS_TOKEN -> "DESTINATION";
            case RESPONSE, HTTP2_RESPONSE -> "ROUTE";
            case RESPONSE_BODY, HTTP2_RESPONSE_BODY -> "delivered";
        };
    }

    private static String kind(DeliveryResult result) {
        if (result instanceof DeliveryResult.Unavailable unavailable) {
            return unavailable.scope().name();
        }
        return result.equals(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()))
                ? "delivered"
                : result.toString();
    }

    private static WebhookDestination open(StuckRequest stuck) {
        return WebhookDestination.open(
                new WebhookConfig(stuck.properties()), stuck.lookups()::client, Clock.systemUTC());
    }

    private static Delivery deliver(WebhookDestination destination) {
        return Deliveries.deliver(destination, List.of(WebhookEvents.insert("a", 1)));
    }
}
