/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.function.LongFunction;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exposes the metrics of a task's tables, each with the tags {@code account} and {@code table}: tables of several
 * accounts can have the same name.
 */
public interface TaskMetrics {
    /**
     * Adds the metrics of a table.
     *
     * @param account the AWS account of the table
     */
    void add(String account, String table, TableMetrics tableMetrics);

    /**
     * Metrics that are registered with the worker. Before 4.1, Kafka Connect has no plugin metrics, and they are not
     * exposed.
     */
    static TaskMetrics of(SourceTaskContext context) {
        try {
            PluginMetrics pluginMetrics = context.pluginMetrics();
            return (account, table, tableMetrics) -> new Gauges(pluginMetrics, account, table).add(tableMetrics);
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            Logger log = LoggerFactory.getLogger(TaskMetrics.class);
            log.info("The connector's metrics are disabled: they require Kafka Connect 4.1 or later");
            return (account, table, tableMetrics) -> {};
        }
    }

    /** The gauges of one table. Totals are counted from the start of the task. */
    final class Gauges {
        private static final String SINCE_START = " since the task started";
        private static final String UNKNOWN =
                " NaN while it is unknown, until changes or the tip of each shard were read";
        private static final String LATEST_SNAPSHOT = " of the latest snapshot in this task; 0 if there was none";

        private final PluginMetrics pluginMetrics;
        private final LinkedHashMap<String, String> tags;

        private Gauges(PluginMetrics pluginMetrics, String account, String table) {
            this.pluginMetrics = pluginMetrics;
            this.tags = new LinkedHashMap<>();
            // The order of the tags is that of the properties in the MBean's name.
            tags.put("account", account);
            tags.put("table", table);
        }

        private void add(TableMetrics table) {
            add("event-insert-total", "Number of insert events emitted" + SINCE_START, now -> table.inserts.sum());
            add("event-modify-total", "Number of update events emitted" + SINCE_START, now -> table.modifies.sum());
            add("event-remove-total", "Number of delete events emitted" + SINCE_START, now -> table.removes.sum());
            add(
                    "event-oversize-total",
                    "Number of events larger than max.event.bytes" + SINCE_START,
                    now -> table.oversizeEvents.sum());
            add(
                    "milliseconds-behind-source",
                    "Time in milliseconds since the oldest change that may not have been emitted; 0 if there is none,"
                            + UNKNOWN,
                    now -> table.millisBehind(Instant.ofEpochMilli(now)));
            add(
                    "milliseconds-until-expiry",
                    "Time in milliseconds until the oldest change that may not have been emitted expires, 24 hours"
                            + " after it was made;" + UNKNOWN,
                    now -> table.millisUntilExpiry(Instant.ofEpochMilli(now)));
            add(
                    "gap-total",
                    "Number of gaps, in which changes expired before they were read," + SINCE_START,
                    now -> table.gaps.sum());
            add("shard-reading-count", "Number of shards being read", now -> table.shardsReading.sum());
            add(
                    "shard-pending-count",
                    "Number of shards that were read to their end and whose children are being discovered",
                    now -> table.shardsPending.sum());
            add("shard-finished-total", "Number of shards finished" + SINCE_START, now -> table.shardsFinished.sum());
            add("get-records-total", "Number of successful GetRecords calls" + SINCE_START, now -> table.calls.sum());
            add(
                    "get-records-empty-ratio",
                    "Fraction of successful GetRecords calls that returned no records, from 0 to 1," + SINCE_START,
                    now -> table.emptyRatio());
            add(
                    "call-failed-total",
                    "Number of AWS calls that failed or were throttled after the retries of the SDK" + SINCE_START,
                    now -> table.failedCalls.sum());
            addSnapshot(table);
        }

        private void addSnapshot(TableMetrics table) {
            add("snapshot-row-total", "Number of snapshot rows emitted" + SINCE_START, now -> table.rows.sum());
            add(
                    "snapshot-row-rate",
                    "Number of rows emitted per second since this task started or resumed the latest snapshot; 0 if"
                            + " there was none",
                    now -> table.snapshotValue(SnapshotProgress::rowsPerSecond));
            add(
                    "snapshot-progress-ratio",
                    "Estimated fraction of the table that has been read, from 0 to 1," + LATEST_SNAPSHOT,
                    now -> table.snapshotValue(SnapshotProgress::ratio));
            add(
                    "snapshot-remaining-ms",
                    "Estimated time in milliseconds until the end" + LATEST_SNAPSHOT + " or the time is unknown",
                    now -> table.snapshotValue(progress ->
                            progress.remainingTime().map(Duration::toMillis).orElse(0L)));
            add(
                    "snapshot-segment-completed-count",
                    "Number of completed segments" + LATEST_SNAPSHOT,
                    now -> table.snapshotValue(SnapshotProgress::segmentsCompleted));
            add(
                    "snapshot-segment-remaining-count",
                    "Number of remaining segments" + LATEST_SNAPSHOT,
                    now -> table.snapshotValue(SnapshotProgress::segmentsRemaining));
        }

        private void add(String name, String description, LongFunction<? extends Number> value) {
            Gauge<Number> gauge = (config, now) -> value.apply(now);
            pluginMetrics.addMetric(pluginMetrics.metricName(name, description, tags), gauge);
        }
    }
}
