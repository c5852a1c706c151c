/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import io.changefeed.testing.FakePluginMetrics;
import io.changefeed.testing.FakeSinkTaskContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {
    private static final Instant NOW = Changes.TIME;

    private final FakePluginMetrics kafka = new FakePluginMetrics();
    private final DeliveryMeter meter = new DeliveryMetrics(kafka).meter(() -> NOW);

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void metricsAreInitiallyZero() {
        assertThat(kafka.values())
                .containsOnlyKeys(
                        "event-delivered-total",
                        "event-delivered-rate",
                        "event-stale-total",
                        "event-stale-rate",
                        "event-retried-total",
                        "event-retried-rate",
                        "event-rejected-total",
                        "event-rejected-rate",
                        "event-lost-total",
                        "event-lost-rate",
                        "deliveries-in-flight",
                        "deferred-event-count",
                        "uncommitted-event-count",
                        "events-buffered",
                        "bytes-buffered",
                        "oldest-undelivered-age-ms",
                        "delivery-latency-avg",
                        "delivery-latency-max",
                        "delivery-latency-p50",
                        "delivery-latency-p99")
                .containsEntry("event-delivered-total", 0.0)
                .containsEntry("event-delivered-rate", 0.0)
                .containsEntry("oldest-undelivered-age-ms", 0.0);
    }

    @Test
    void everyLatencyIsDescribedWithItsUnit() {
        assertThat(kafka.descriptions())
                .allSatisfy((name, description) -> assertThat(description.contains(" in ms "))
                        .as(name)
                        .isEqualTo(name.contains("latency") || name.endsWith("-ms")));
    }

    @Test
    void ratesArePerSecond() {
        for (int i = 0; i < 300; i++) {
            meter.stale();
        }

        assertThat(kafka.values().get("event-stale-rate")).isBetween(1.0, 300.0);
    }

    @Test
    void workerWithoutPluginMetricsIsSupported() {
        try (FakeSinkTaskContext context = new FakeSinkTaskContext().withoutPluginMetrics()) {
            DeliveryMeter disabled = DeliveryMetrics.meter(context, () -> NOW);

            disabled.delivered(Duration.ofMillis(1));
            disabled.rejected();

            assertThat(context.metrics().values()).isEmpty();
        }
    }

    @Test
    void resultsAreCounted() {
        meter.delivered(Duration.ofMillis(1));
        meter.stale();
        meter.stale();
        meter.retried();
        meter.rejected();
        meter.lost(3);
        meter.inFlight(7);

        assertThat(kafka.values())
                .containsEntry("event-delivered-total", 1.0)
                .containsEntry("event-stale-total", 2.0)
                .containsEntry("event-retried-total", 1.0)
                .containsEntry("event-rejected-total", 1.0)
                .containsEntry("event-lost-total", 3.0)
                .containsEntry("deliveries-in-flight", 7.0);
    }

    @Test
    void bufferedEventsAreMeasuredWithTheAgeOfTheOldestChange() {
        meter.buffered(new DeliveryMeter.Buffered(3, 300, 2, 7, Optional.of(NOW.minusSeconds(5))));

        assertThat(kafka.values())
                .containsEntry("events-buffered", 3.0)
                .containsEntry("bytes-buffered", 300.0)
                .containsEntry("deferred-event-count", 2.0)
                .containsEntry("uncommitted-event-count", 7.0)
                .containsEntry("oldest-undelivered-age-ms", 5_000.0);
    }

    @Test
    void latenciesAreAggregated() {
        for (int i = 0; i < 95; i++) {
            meter.delivered(Duration.ofMillis(20));
        }
        for (int i = 0; i < 5; i++) {
            meter.delivered(Duration.ofSeconds(30));
        }

        assertThat(kafka.values().get("delivery-latency-avg")).isBetween(1_500.0, 1_540.0);
        assertThat(kafka.values()).containsEntry("delivery-latency-max", 30_000.0);
        assertThat(kafka.values().get("delivery-latency-p50")).isBetween(1.0, 5_000.0);
        assertThat(kafka.values().get("delivery-latency-p99")).isBetween(25_000.0, 31_000.0);
    }
}
