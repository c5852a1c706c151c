/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.StatusLine;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.delivery.Changes;
import io.changefeed.testing.FakePluginMetrics;
import io.changefeed.testing.FakeSinkTaskContext;
import io.changefeed.testing.MonitoringPage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {
    private static final Instant NOW = Changes.TIME;

    private final FakeSinkTaskContext context = new FakeSinkTaskContext();
    private final FakePluginMetrics kafka = context.metrics();
    private final MetricRegistry registry = MetricRegistry.open(context, new TaskId("metrics", 0));
    private final DeliveryMetrics metrics = new DeliveryMetrics(registry, () -> NOW, route -> "route " + route);
    private final DeliveryMeter meter = metrics.meter();

    @AfterEach
    void close() {
        registry.close();
        context.close();
    }

    /** @param elapsed the time since the task started */
    private String status(Duration elapsed) {
        StatusLine line = new StatusLine(NOW, elapsed, new HashMap<>());
        metrics.addTo(line);
        return line.toString();
    }

    @Test
    void metricsAreInitiallyZero() {
        assertThat(kafka.values())
                .containsEntry("event-delivered-total", 0.0)
                .containsEntry("event-delivered-rate", 0.0)
                .containsEntry("oldest-undelivered-age-ms", 0.0);
    }

    @Test
    void documentationListsTheMetrics() {
        assertThat(MonitoringPage.names("## Sinks"))
                .containsExactlyInAnyOrderElementsOf(kafka.values().keySet());
    }

    @Test
    void documentationListsTheKeysOfTheStatus() {
        assertThat(MonitoringPage.names("### Status of the sinks"))
                .containsExactlyInAnyOrderElementsOf(MonitoringPage.keys(status(Duration.ZERO)));
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
    void ageOfTheOldestChangeIsNotNegativeWhenTheClockOfDynamoDbIsAhead() {
        meter.buffered(new DeliveryMeter.Buffered(1, 100, 0, 1, Optional.of(NOW.plusSeconds(5))));

        assertThat(kafka.values()).containsEntry("oldest-undelivered-age-ms", 0.0);
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

    @Test
    void statusHasTheValuesOfTheMetrics() {
        meter.delivered(Duration.ofMillis(1));
        meter.stale();
        meter.retried();
        meter.retried();
        meter.rejected();
        meter.inFlight(7);
        meter.buffered(new DeliveryMeter.Buffered(3, 300, 2, 7, Optional.of(NOW.minusSeconds(5))));
        meter.circuits(new DeliveryMeter.Circuits(true, Set.of("b", "a")));

        assertThat(status(Duration.ofSeconds(4)))
                .isEqualTo("Status: event-delivered-rate=0.25 event-delivered-total=1 event-stale-total=1"
                        + " deliveries-in-flight=7 events-buffered=3 deferred-event-count=2"
                        + " oldest-undelivered-age-ms=5000 event-retried-total=2 event-rejected-total=1"
                        + " event-lost-total=0 circuit=open unavailable-route-count=2"
                        + " unavailable-routes=\"route a,route b\"");
        assertThat(kafka.values())
                .containsEntry("destination-unavailable", 1.0)
                .containsEntry("unavailable-route-count", 2.0);
    }

    @Test
    void statusNamesFewOfManyRoutes() {
        Set<Object> routes = IntStream.range(0, 1_000).boxed().collect(Collectors.toSet());
        meter.circuits(new DeliveryMeter.Circuits(false, routes));

        assertThat(status(Duration.ZERO))
                .contains("circuit=closed unavailable-route-count=1000 ")
                .endsWith("unavailable-routes=\"route 0,route 1,route 10,route 100,route 101\"");
    }
}
