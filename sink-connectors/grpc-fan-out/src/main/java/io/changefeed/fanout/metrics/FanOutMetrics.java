/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.metrics;

import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.StatusLine;
import io.changefeed.connector.metrics.StatusLog;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.Subscriptions;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.Gauge;

/** The metrics and the status of a task. */
public final class FanOutMetrics implements StatusLog.Status {
    private final Supplier<Ring> ring;
    private final IngestMeter ingest;
    private final Subscriptions subscriptions;

    public FanOutMetrics(Supplier<Ring> ring, IngestMeter ingest, Subscriptions subscriptions) {
        this.ring = ring;
        this.ingest = ingest;
        this.subscriptions = subscriptions;
    }

    /**
     * Registers the metrics.
     *
     * @param address host and port of the server
     */
    public void register(MetricRegistry registry, String address) {
        gauge(registry, "address", "Host and port on which the server listens", () -> address);
        gauge(registry, "serving", "1 while subscribers are accepted, otherwise 0", () -> ingest.isServing() ? 1 : 0);
        gauge(
                registry,
                "caught-up",
                "1 after the task has read everything that was in the topics when it started, otherwise 0; until then"
                        + " subscribers cannot start with the next change",
                () -> ingest.isCaughtUp() ? 1 : 0);
        gauge(
                registry,
                "lag-ms",
                "Milliseconds between the change and its arrival in the ring, for the last event",
                ingest::lagMillis);
        gauge(registry, "event-received-total", "Events added to the ring since the task started", ingest::received);
        gauge(
                registry,
                "event-rejected-total",
                "Records that are not change events or that 'event.filter' cannot evaluate, since the task started",
                ingest::rejected);
        gauge(
                registry,
                "event-sent-total",
                "Events sent to subscribers since the task started; an event sent to two subscribers counts twice",
                subscriptions.meter()::sent);
        gauge(registry, "subscriber-count", "Connected subscribers", subscriptions::count);
        gauge(
                registry,
                "subscriber-limit",
                "Maximum number of connected subscribers ('max.subscribers')",
                subscriptions::limit);
        gauge(
                registry,
                "ring-event-count",
                "Events in the ring",
                () -> ring.get().extent().records());
        gauge(
                registry,
                "ring-bytes",
                "Heap bytes of the events in the ring",
                () -> ring.get().extent().bytes());
    }

    private static void gauge(MetricRegistry registry, String name, String description, Supplier<?> value) {
        Gauge<Object> gauge = (config, now) -> value.get();
        registry.addGauge(registry.name(name, description, Map.of()), gauge);
    }

    @Override
    public void addTo(StatusLine line) {
        Ring.Extent extent = ring.get().extent();
        line.add("serving", ingest.isServing() ? 1 : 0)
                .add("caught-up", ingest.isCaughtUp() ? 1 : 0)
                .add("subscriber-count", subscriptions.count())
                .addRate("event-received-rate", ingest.received())
                .addRate("event-sent-rate", subscriptions.meter().sent())
                .add("event-rejected-total", ingest.rejected())
                .add("ring-event-count", extent.records())
                .add("ring-bytes", extent.bytes())
                .add("lag-ms", ingest.lagMillis());
    }
}
