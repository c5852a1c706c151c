/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.metrics;

import static io.changefeed.delivery.Changes.updates;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.metrics.StatusLine;
import io.changefeed.fanout.FakeConnect;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.Subscriptions;
import io.changefeed.fanout.subscription.Subscriptions.SubscriptionContext;
import io.changefeed.fanout.subscription.Timeouts;
import io.changefeed.fanout.token.TokenCodec;
import io.changefeed.testing.FakePluginMetrics;
import io.changefeed.testing.MonitoringPage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FanOutMetricsTest {
    @Test
    void exposesAddressLagAndRingSize() {
        try (FakeConnect server = new FakeConnect(1, Map.of()).start();
                TestClient client = new TestClient(server.port())) {
            FakePluginMetrics metrics = server.metrics();
            assertThat(metrics.text("address")).isEqualTo("127.0.0.1:" + server.port());
            assertThat(metrics.values()).containsEntry("serving", 0.0);
            server.awaitServing();
            client.latest();
            server.send(updates(5));
            server.writeInvalidRecord();
            server.pollAll();
            client.earliest().awaitIds(5);

            assertThat(metrics.values())
                    .containsEntry("serving", 1.0)
                    .containsEntry("event-received-total", 5.0)
                    .containsEntry("event-rejected-total", 1.0)
                    .containsEntry("ring-event-count", 5.0)
                    .containsEntry("subscriber-count", 2.0)
                    .containsEntry("subscriber-limit", 1_000.0)
                    .hasEntrySatisfying("ring-bytes", bytes -> assertThat(bytes).isBetween(5 * 300.0, 5 * 2_000.0))
                    // The test changes are a year old.
                    .hasEntrySatisfying("lag-ms", lag -> assertThat(lag).isPositive())
                    .hasEntrySatisfying(
                            "event-sent-total", sent -> assertThat(sent).isGreaterThanOrEqualTo(5));
        }
    }

    @Test
    void documentationListsTheMetrics() {
        try (FakeConnect server = new FakeConnect(1, Map.of()).start()) {
            assertThat(MonitoringPage.names("## gRPC fan-out"))
                    .containsExactlyInAnyOrderElementsOf(
                            server.metrics().descriptions().keySet());
        }
    }

    @Test
    void statusHasTheValuesOfTheMetrics() {
        IngestMeter ingest = new IngestMeter();
        Ring ring = new Ring(10, 1_000);
        ingest.setServing(true);
        ingest.recordReceived(Instant.EPOCH, Instant.EPOCH.plusMillis(70));
        ingest.recordReceived(Instant.EPOCH, Instant.EPOCH.plusMillis(80));
        ingest.recordRejected();
        StatusLine line = new StatusLine(Instant.EPOCH, Duration.ofSeconds(4), new HashMap<>());

        Subscriptions subscriptions = new Subscriptions(
                1,
                new SubscriptionContext(
                        Runnable::run,
                        System::nanoTime,
                        new Timeouts(Duration.ofMinutes(1), Duration.ofMinutes(1)),
                        TokenCodec.plain()));
        new FanOutMetrics(() -> ring, ingest, subscriptions).addTo(line);

        assertThat(line)
                .hasToString("Status: serving=1 caught-up=0 subscriber-count=0 event-received-rate=0.50"
                        + " event-sent-rate=0 event-rejected-total=1 ring-event-count=0 ring-bytes=0 lag-ms=80");
        assertThat(MonitoringPage.names("### Status of the gRPC fan-out"))
                .containsExactlyInAnyOrderElementsOf(MonitoringPage.keys(line.toString()));
    }
}
