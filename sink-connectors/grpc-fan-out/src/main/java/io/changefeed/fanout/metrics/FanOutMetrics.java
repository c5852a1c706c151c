/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.metrics;

import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.Subscriptions;
import java.util.LinkedHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the metrics of a task. */
public final class FanOutMetrics {
    private final PluginMetrics metrics;

    private FanOutMetrics(PluginMetrics metrics) {
        this.metrics = metrics;
    }

    /** Registers the metrics, except on workers before Kafka Connect 4.1, which have no plugin metrics. */
    public static void register(
            SinkTaskContext context,
            String address,
            Supplier<Ring> ring,
            IngestMeter ingest,
            Subscriptions subscriptions) {
        try {
            new FanOutMetrics(context.pluginMetrics()).register(address, ring, ingest, subscriptions);
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            Logger log = LoggerFactory.getLogger(FanOutMetrics.class);
            log.info("Task metrics are disabled: they require Kafka Connect 4.1 or later");
        }
    }

    private void register(String address, Supplier<Ring> ring, IngestMeter ingest, Subscriptions subscriptions) {
        gauge("address", "Host and port on which the server listens", () -> address);
        gauge("serving", "1 while subscribers are accepted, otherwise 0", () -> ingest.isServing() ? 1 : 0);
        gauge(
                "caught-up",
                "1 after the task has read everything that was in the topics when it started, otherwise 0; until then"
                        + " subscribers cannot start with the next change",
                () -> ingest.isCaughtUp() ? 1 : 0);
        gauge(
                "lag-ms",
                "Milliseconds between the change and its arrival in the ring, for the last event",
                ingest::lagMillis);
        gauge("event-received-total", "Events added to the ring since the task started", ingest::received);
        gauge(
                "event-rejected-total",
                "Records that are not change events or that 'event.filter' cannot evaluate, since the task started",
                ingest::rejected);
        gauge(
                "event-sent-total",
                "Events sent to subscribers since the task started; an event sent to two subscribers counts twice",
                subscriptions.meter()::sent);
        gauge("subscriber-count", "Connected subscribers", subscriptions::count);
        gauge(
                "ring-event-count",
                "Events in the ring",
                () -> ring.get().extent().records());
        gauge(
                "ring-bytes",
                "Heap bytes of the events in the ring",
                () -> ring.get().extent().bytes());
    }

    private void gauge(String name, String description, Supplier<?> value) {
        Gauge<Object> gauge = (config, now) -> value.get();
        metrics.addMetric(metrics.metricName(name, description, new LinkedHashMap<>()), gauge);
    }
}
