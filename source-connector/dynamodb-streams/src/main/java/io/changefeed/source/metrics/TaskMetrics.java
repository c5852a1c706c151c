/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the meters of a task's tables, each with the tag {@code table}. */
public interface TaskMetrics {
    void add(String table, TableMeter meter);

    /** The metrics of a task's context; none on workers older than Kafka Connect 4.1, which have no plugin metrics. */
    static TaskMetrics of(SourceTaskContext context) {
        try {
            PluginMetrics metrics = context.pluginMetrics();
            return (table, meter) -> new Gauges(metrics, table).add(meter);
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            Logger log = LoggerFactory.getLogger(TaskMetrics.class);
            log.info("This worker has no plugin metrics; Kafka Connect 4.1 and later have");
            return (table, meter) -> {};
        }
    }

    /** The gauges of one table. */
    final class Gauges {
        private final PluginMetrics metrics;
        private final Map<String, String> tags;

        private Gauges(PluginMetrics metrics, String table) {
            this.metrics = metrics;
            this.tags = Map.of("table", table);
        }

        private void add(TableMeter meter) {
            add("events-inserted", "Inserts handed over", now -> meter.inserts.sum());
            add("events-modified", "Updates handed over", now -> meter.modifies.sum());
            add("events-removed", "Deletes handed over", now -> meter.removes.sum());
            add("events-oversize", "Events larger than max.event.bytes", now -> meter.oversizeEvents.sum());
            add("snapshot-rows", "Rows of snapshots handed over by this task", now -> meter.rows.sum());
            addOfSnapshot(meter);
            add(
                    "lag-ms",
                    "Age of the oldest change that may not have been handed over; 0 when there is none",
                    now -> meter.lag().at(Instant.ofEpochMilli(now)).toMillis());
            add(
                    "trim-time-left-ms",
                    "Time until DynamoDB trims that change: 24 hours less the lag",
                    now -> meter.millisUntilTrimmed(Instant.ofEpochMilli(now)));
            add("shards-reading", "Shards being read", now -> meter.shardsReading.sum());
            add(
                    "shards-pending",
                    "Shards read to their end whose children are looked for",
                    now -> meter.shardsPending.sum());
            add("shards-finished", "Shards finished", now -> meter.shardsFinished.sum());
            add("get-records-calls", "GetRecords calls answered", now -> meter.calls.sum());
            add("get-records-empty-share", "Share of them that brought nothing", now -> meter.emptyShare());
            add("failed-calls", "Calls that failed or were throttled", now -> meter.failedCalls.sum());
            add("gaps", "Times that changes were trimmed before they were read", now -> meter.gaps.sum());
        }

        private void addOfSnapshot(TableMeter meter) {
            add(
                    "snapshot-segments-left",
                    "Segments of the snapshot that are not scanned to their end",
                    now -> meter.ofSnapshot(SnapshotProgress::segmentsLeft));
            add(
                    "snapshot-segments-done",
                    "Segments of the snapshot that are",
                    now -> meter.ofSnapshot(SnapshotProgress::segmentsDone));
            add(
                    "snapshot-share",
                    "Estimated share of the table that was read, from 0 to 1",
                    now -> meter.ofSnapshot(SnapshotProgress::share));
            add(
                    "snapshot-rows-per-second",
                    "Rows handed over a second since the snapshot began, or went on, in this task",
                    now -> meter.ofSnapshot(SnapshotProgress::rowsPerSecond));
            add(
                    "snapshot-time-left-ms",
                    "Estimated time until all is read at this speed; 0 where that cannot be told",
                    now -> meter.ofSnapshot(progress ->
                            progress.timeLeft().map(Duration::toMillis).orElse(0L)));
        }

        private void add(String name, String description, LongFunction<? extends Number> value) {
            Gauge<Number> gauge = (config, now) -> value.apply(now);
            metrics.addMetric(metrics.metricName(name, description, new LinkedHashMap<>(tags)), gauge);
        }
    }
}
