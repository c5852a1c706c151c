/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.StatusLine;
import io.changefeed.connector.metrics.StatusLog;
import io.changefeed.delivery.dispatch.DeliveryMeter.Circuits;
import io.changefeed.delivery.dispatch.DeliveryMeter.Recorder;
import io.changefeed.delivery.dispatch.DeliveryMeter.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Percentile;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.metrics.stats.Percentiles.BucketSizing;
import org.apache.kafka.common.metrics.stats.Rate;

/** The metrics and the status of a task. Totals start at 0 when the task starts. */
public final class DeliveryMetrics implements StatusLog.Status {
    /** The upper bound of the percentiles. */
    private static final Duration MAX_LATENCY = Duration.ofMinutes(10);

    private static final int HISTOGRAM_BYTES = 4_000;
    /** Limits the length of the status line. */
    private static final int MAX_NAMED_ROUTES = 5;

    private final MetricRegistry registry;
    private final Function<Object, String> routeNames;
    private final DeliveryMeter meter;

    /**
     * Registers the metrics.
     *
     * @param routeNames returns the name of a route's isolation, without secrets and data of items; thread-safe
     */
    public DeliveryMetrics(MetricRegistry registry, InstantSource clock, Function<Object, String> routeNames) {
        this.registry = registry;
        this.routeNames = routeNames;
        this.meter = new DeliveryMeter(new SensorRecorder(rates(), latency()));
        addTotals();
        addBuffer(clock);
        addCircuits();
    }

    /** The meter of the task. */
    public DeliveryMeter meter() {
        return meter;
    }

    private void addTotals() {
        for (Result result : Result.values()) {
            gauge(
                    metric(result) + "-total",
                    "The total number of " + counted(result) + ", since the task started",
                    () -> meter.total(result));
        }
    }

    private void addBuffer(InstantSource clock) {
        gauge("deliveries-in-flight", "The number of deliveries in flight", meter::inFlight);
        gauge(
                "events-buffered",
                "The number of undelivered events that the task buffers",
                () -> meter.buffered().records());
        gauge(
                "bytes-buffered",
                "The size in bytes of the undelivered events that the task buffers, as DynamoDB measures it",
                () -> meter.buffered().bytes());
        gauge(
                "deferred-event-count",
                "The number of undelivered events that the task has dropped from its buffer and will read again",
                () -> meter.buffered().deferred());
        gauge(
                "uncommitted-event-count",
                "The number of events from the oldest undelivered one of each partition on, delivered or not. After a"
                        + " restart, all of them are delivered again",
                () -> meter.buffered().uncommitted());
        gauge(
                "oldest-undelivered-age-ms",
                "The time in ms since the oldest undelivered change was made; 0 if there is none",
                () -> meter.oldestAge(clock.instant()));
    }

    private void addCircuits() {
        gauge(
                "destination-unavailable",
                "1 while the destination as a whole accepts no events, otherwise 0",
                () -> meter.circuits().isOpen() ? 1 : 0);
        gauge(
                "unavailable-route-count",
                "The number of routes, such as URLs or collections, that have events and accept none",
                () -> meter.circuits().unavailableRoutes().size());
    }

    private Map<Result, Sensor> rates() {
        Map<Result, Sensor> rates = new EnumMap<>(Result.class);
        for (Result result : Result.values()) {
            Sensor sensor = registry.addSensor(metric(result));
            sensor.add(
                    name(metric(result) + "-rate", "The average per-second number of " + counted(result)), new Rate());
            rates.put(result, sensor);
        }
        return rates;
    }

    private static String metric(Result result) {
        return "event-" + result.name().toLowerCase(Locale.ROOT);
    }

    private static String counted(Result result) {
        return switch (result) {
            case DELIVERED -> "events that the destination accepted";
            case STALE -> "events that the destination already had in the same or a newer version";
            case RETRIED -> "failed attempts after which an event is retried";
            case REJECTED -> "events that cannot be delivered";
            case LOST -> "undelivered events that had to be read again, but are no longer in the topic";
        };
    }

    private Sensor latency() {
        String latency = "the time in ms from the receipt of an event by the task to its delivery";
        Sensor sensor = registry.addSensor("delivery-latency");
        sensor.add(name("delivery-latency-avg", "The average of " + latency), new Avg());
        sensor.add(name("delivery-latency-max", "The maximum of " + latency), new Max());
        sensor.add(new Percentiles(
                HISTOGRAM_BYTES,
                MAX_LATENCY.toMillis(),
                BucketSizing.LINEAR,
                new Percentile(name("delivery-latency-p50", "The median of " + latency), 50),
                new Percentile(name("delivery-latency-p99", "The 99th percentile of " + latency), 99)));
        return sensor;
    }

    private void gauge(String name, String description, Supplier<? extends Number> value) {
        Gauge<Number> gauge = (config, now) -> value.get();
        registry.addGauge(name(name, description), gauge);
    }

    private MetricName name(String name, String description) {
        return registry.name(name, description, Map.of());
    }

    @Override
    public void addTo(StatusLine line) {
        DeliveryMeter.Buffered buffered = meter.buffered();
        Circuits circuits = meter.circuits();
        line.addRate("event-delivered-rate", meter.total(Result.DELIVERED))
                .add("event-delivered-total", meter.total(Result.DELIVERED))
                .add("event-stale-total", meter.total(Result.STALE))
                .add("deliveries-in-flight", meter.inFlight())
                .add("events-buffered", buffered.records())
                .add("deferred-event-count", buffered.deferred())
                .add("oldest-undelivered-age-ms", meter.oldestAge(line.now()))
                .add("event-retried-total", meter.total(Result.RETRIED))
                .add("event-rejected-total", meter.total(Result.REJECTED))
                .add("event-lost-total", meter.total(Result.LOST))
                .add("circuit", circuits.isOpen() ? "open" : "closed")
                .add("unavailable-route-count", circuits.unavailableRoutes().size())
                .add("unavailable-routes", names(circuits));
    }

    /** The names of some unavailable routes. Several routes can have the same name. */
    private String names(Circuits circuits) {
        return circuits.unavailableRoutes().stream()
                .map(routeNames)
                .distinct()
                .sorted()
                .limit(MAX_NAMED_ROUTES)
                .collect(Collectors.joining(","));
    }

    private record SensorRecorder(Map<Result, Sensor> rates, Sensor latency) implements Recorder {
        @Override
        public void count(Result result) {
            Sensor rate = rates.get(result);
            if (rate != null) {
                rate.record();
            }
        }

        @Override
        public void latency(Duration value) {
            latency.record((double) value.toMillis());
        }
    }
}
