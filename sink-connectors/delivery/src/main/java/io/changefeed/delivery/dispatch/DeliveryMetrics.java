/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.delivery.dispatch.DeliveryMeter.Recorder;
import io.changefeed.delivery.dispatch.DeliveryMeter.Result;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Meter;
import org.apache.kafka.common.metrics.stats.Percentile;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.metrics.stats.Percentiles.BucketSizing;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the metrics of a task with Kafka Connect. Totals start at 0 when the task starts. */
public final class DeliveryMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryMetrics.class);

    /** The upper bound of the percentiles. */
    private static final Duration MAX_LATENCY = Duration.ofMinutes(10);

    private static final int HISTOGRAM_BYTES = 4_000;

    private final PluginMetrics metrics;

    DeliveryMetrics(PluginMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Creates the meter of a task. On workers older than Kafka Connect 4.1, which do not support plugin metrics, it
     * records nothing.
     */
    public static DeliveryMeter meter(SinkTaskContext context, InstantSource clock) {
        try {
            return new DeliveryMetrics(context.pluginMetrics()).meter(clock);
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            LOG.info("The task has no metrics, because this worker does not support plugin metrics (Kafka Connect 4.1"
                    + " or later)");
            return new DeliveryMeter(new NoRecorder());
        }
    }

    DeliveryMeter meter(InstantSource clock) {
        DeliveryMeter meter = new DeliveryMeter(new SensorRecorder(counters(), latency()));
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
        return meter;
    }

    private Map<Result, Sensor> counters() {
        Map<Result, Sensor> counters = new EnumMap<>(Result.class);
        counters.put(Result.DELIVERED, counter(Result.DELIVERED, "events that the destination accepted"));
        counters.put(
                Result.STALE,
                counter(Result.STALE, "events that the destination already had in the same or a newer version"));
        counters.put(Result.RETRIED, counter(Result.RETRIED, "failed attempts after which an event is retried"));
        counters.put(Result.REJECTED, counter(Result.REJECTED, "events that cannot be delivered"));
        counters.put(
                Result.LOST,
                counter(Result.LOST, "undelivered events that had to be read again, but are no longer in the topic"));
        return counters;
    }

    private Sensor counter(Result result, String counted) {
        String prefix = "event-" + result.name().toLowerCase(Locale.ROOT);
        Sensor sensor = metrics.addSensor(prefix);
        sensor.add(new Meter(
                name(prefix + "-rate", "The average per-second number of " + counted),
                name(prefix + "-total", "The total number of " + counted + ", since the task started")));
        return sensor;
    }

    private Sensor latency() {
        String latency = "the time in ms from the receipt of an event by the task to its delivery";
        Sensor sensor = metrics.addSensor("delivery-latency");
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
        metrics.addMetric(name(name, description), gauge);
    }

    private MetricName name(String name, String description) {
        return metrics.metricName(name, description, new LinkedHashMap<>());
    }

    private record SensorRecorder(Map<Result, Sensor> counters, Sensor latency) implements Recorder {
        @Override
        public void count(Result result) {
            Sensor counter = counters.get(result);
            if (counter != null) {
                counter.record();
            }
        }

        @Override
        public void latency(Duration value) {
            latency.record((double) value.toMillis());
        }
    }

    private static final class NoRecorder implements Recorder {
        @Override
        public void count(Result result) {}

        @Override
        public void latency(Duration latency) {}
    }
}
