/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Percentile;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.metrics.stats.Percentiles.BucketSizing;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the meter of a task. */
public final class DeliveryMetrics {
    /** Latencies above it are shown as it. */
    private static final Duration LONGEST_LATENCY = Duration.ofMinutes(10);

    private static final int HISTOGRAM_BYTES = 4_000;

    private final PluginMetrics metrics;

    DeliveryMetrics(PluginMetrics metrics) {
        this.metrics = metrics;
    }

    /** A meter that is shown, but on workers older than Kafka Connect 4.1, which have no plugin metrics. */
    public static DeliveryMeter meter(SinkTaskContext context, InstantSource clock) {
        try {
            return new DeliveryMetrics(context.pluginMetrics()).meter(clock);
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            Logger log = LoggerFactory.getLogger(DeliveryMetrics.class);
            log.info("This worker has no plugin metrics; Kafka Connect 4.1 and later have");
            return new DeliveryMeter(latency -> {});
        }
    }

    DeliveryMeter meter(InstantSource clock) {
        Sensor latencies = metrics.addSensor("delivery-latency");
        latencies.add(new Percentiles(
                HISTOGRAM_BYTES,
                LONGEST_LATENCY.toMillis(),
                BucketSizing.LINEAR,
                new Percentile(name("delivery-latency-p50-ms", "Half of the events were delivered faster"), 50),
                new Percentile(name("delivery-latency-p99-ms", "99 % of the events were delivered faster"), 99)));
        DeliveryMeter meter = new DeliveryMeter(latencies::record);
        gauge("events-delivered", "Events that the destination took", meter.delivered::sum);
        gauge("events-stale", "Events that the destination held already, or newer ones", meter.stale::sum);
        gauge("events-retried", "Attempts to deliver an event after which it is delivered again", meter.retried::sum);
        gauge("events-rejected", "Events that cannot be delivered", meter.rejected::sum);
        gauge("deliveries-in-flight", "Deliveries under way", meter::inFlight);
        gauge(
                "events-buffered",
                "Events held by the task",
                () -> meter.buffered().records());
        gauge(
                "bytes-buffered",
                "Their size, as DynamoDB counts it",
                () -> meter.buffered().bytes());
        gauge(
                "oldest-undelivered-age-ms",
                "Time since the oldest change that is held was made",
                () -> meter.oldestAge(clock.instant()));
        return meter;
    }

    private void gauge(String name, String description, Supplier<? extends Number> value) {
        Gauge<Number> gauge = (config, now) -> value.get();
        metrics.addMetric(name(name, description), gauge);
    }

    private MetricName name(String name, String description) {
        return metrics.metricName(name, description, new LinkedHashMap<>());
    }
}
