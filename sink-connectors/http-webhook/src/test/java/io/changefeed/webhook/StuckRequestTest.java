/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.Closer;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.webhook.StuckRequest.Phase;
import io.changefeed.webhook.config.WebhookConfig;
import io.changefeed.webhook.http.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
            case NAME_LOOKUP, CONNECT, TLS_HANDSHAKE, ACCESS_TOKEN -> "DESTINATION";
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
