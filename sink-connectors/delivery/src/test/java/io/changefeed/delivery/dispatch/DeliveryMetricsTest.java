/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {
    private static final Instant NOW = Changes.TIME;

    private final ShownMetrics kafka = new ShownMetrics();
    private final DeliveryMeter meter = new DeliveryMetrics(kafka).meter(() -> NOW);

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void everythingIsZeroAtFirst() {
        assertThat(shown())
                .containsOnlyKeys(
                        "events-delivered",
                        "events-stale",
                        "events-retried",
                        "events-rejected",
                        "deliveries-in-flight",
                        "events-buffered",
                        "bytes-buffered",
                        "oldest-undelivered-age-ms",
                        "delivery-latency-p50-ms",
                        "delivery-latency-p99-ms")
                .containsEntry("events-delivered", 0.0)
                .containsEntry("oldest-undelivered-age-ms", 0.0);
    }

    @Test
    void whatBecomesOfEventsIsCounted() {
        meter.delivered(Duration.ofMillis(1));
        meter.stale();
        meter.stale();
        meter.retried();
        meter.rejected();
        meter.inFlight(7);

        assertThat(shown())
                .containsEntry("events-delivered", 1.0)
                .containsEntry("events-stale", 2.0)
                .containsEntry("events-retried", 1.0)
                .containsEntry("events-rejected", 1.0)
                .containsEntry("deliveries-in-flight", 7.0);
    }

    @Test
    void whatIsHeldIsShownWithTheAgeOfItsOldestChange() {
        meter.holds(new DeliveryMeter.Buffered(3, 300, Optional.of(NOW.minusSeconds(5))));

        assertThat(shown())
                .containsEntry("events-buffered", 3.0)
                .containsEntry("bytes-buffered", 300.0)
                .containsEntry("oldest-undelivered-age-ms", 5_000.0);
    }

    @Test
    void latenciesAreShownAsPercentiles() {
        for (int i = 0; i < 95; i++) {
            meter.delivered(Duration.ofMillis(20));
        }
        for (int i = 0; i < 5; i++) {
            meter.delivered(Duration.ofSeconds(30));
        }

        assertThat(shown().get("delivery-latency-p50-ms")).isBetween(1.0, 5_000.0);
        assertThat(shown().get("delivery-latency-p99-ms")).isBetween(25_000.0, 31_000.0);
    }

    private Map<String, Double> shown() {
        return kafka.shown();
    }
}
