/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.metrics;

import io.changefeed.fanout.feed.FeedMeter;
import io.changefeed.fanout.ring.Ring;
import io.changefeed.fanout.subscription.Subscriptions;
import java.util.LinkedHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the meters of a task. */
public final class FanOutMetrics {
    private final PluginMetrics metrics;

    private FanOutMetrics(PluginMetrics metrics) {
        this.metrics = metrics;
    }

    /** Shows them, but on workers older than Kafka Connect 4.1, which have no plugin metrics. */
    public static void show(
            SinkTaskContext context, String address, Supplier<Ring> ring, FeedMeter feed, Subscriptions subscriptions) {
        try {
            new FanOutMetrics(context.pluginMetrics()).show(address, ring, feed, subscriptions);
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            Logger log = LoggerFactory.getLogger(FanOutMetrics.class);
            log.info("This worker has no plugin metrics; Kafka Connect 4.1 and later have");
        }
    }

    private void show(String address, Supplier<Ring> ring, FeedMeter feed, Subscriptions subscriptions) {
        gauge("address", "Host and port that the server listens on", () -> address);
        gauge("serving", "1 when the ring is filled and subscribers are taken, else 0", () -> feed.isServing() ? 1 : 0);
        gauge(
                "lag-ms",
                "Time from the change to its arrival in the ring, of the event that arrived last",
                feed::lagMillis);
        gauge("events-received", "Events that were put into the ring", feed::received);
        gauge("events-rejected", "Records that are no event, or that the filter cannot decide on", feed::rejected);
        gauge("events-sent", "Events told to subscribers; one told to two counts twice", subscriptions.meter()::sent);
        gauge("subscribers", "Calls that are told of events", subscriptions::count);
        gauge("ring-records", "Events held", () -> ring.get().extent().records());
        gauge(
                "ring-bytes",
                "What they take on the heap",
                () -> ring.get().extent().bytes());
    }

    private void gauge(String name, String description, Supplier<?> value) {
        Gauge<Object> gauge = (config, now) -> value.get();
        metrics.addMetric(metrics.metricName(name, description, new LinkedHashMap<>()), gauge);
    }
}
