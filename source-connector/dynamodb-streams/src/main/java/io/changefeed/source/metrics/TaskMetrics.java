/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import io.changefeed.connector.metrics.MetricRegistry;
import io.changefeed.connector.metrics.StatusLine;
import io.changefeed.connector.metrics.StatusLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.metrics.Gauge;

/**
 * The metrics of a task's tables, each with the tags {@code account} and {@code table}: tables of several accounts can
 * have the same name.
 */
public final class TaskMetrics implements StatusLog.Status {
    private static final String SNAPSHOT_RATIO = "snapshot-progress-ratio";

    private final MetricRegistry registry;
    private final List<Table> tables = new CopyOnWriteArrayList<>();

    private record Table(String account, String name, TableMetrics metrics) {
        private String text() {
            return account + "/" + name;
        }
    }

    public TaskMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    /**
     * Registers the metrics of a table.
     *
     * @param account the AWS account of the table
     */
    public void add(String account, String table, TableMetrics tableMetrics) {
        new Gauges(account, table).add(tableMetrics);
        tables.add(new Table(account, table, tableMetrics));
    }

    /**
     * Adds the status of all tables: totals are summed, and the lag is that of the slowest table. One line for each
     * table would flood the log of a task with hundreds of tables.
     */
    @Override
    public void addTo(StatusLine line) {
        // NaN, an unknown lag, is the maximum of Double.compare.
        Optional<Table> slowest = tables.stream()
                .max(Comparator.comparingDouble(table -> table.metrics().millisBehind(line.now())));
        line.add("tables", tables.size())
                .add("shard-reading-count", sum(table -> table.shardsReading.sum()))
                .add("shard-idle-count", sum(table -> table.lag().idleShards(line.now())))
                .addRate("event-rate", sum(TableMetrics::events))
                .add("milliseconds-behind-source", value(slowest, table -> table.millisBehind(line.now())))
                .add("milliseconds-until-expiry", value(slowest, table -> table.millisUntilExpiry(line.now())))
                .add("slowest-table", slowest.map(Table::text).orElse(""))
                .add("gap-total", sum(table -> table.gaps.sum()))
                .add("call-failed-total", sum(table -> table.failedCalls.sum()))
                .add("call-throttled-total", sum(table -> table.throttledCalls.sum()));
        OptionalDouble snapshot = tables.stream()
                .flatMap(table -> table.metrics().snapshot().stream())
                .mapToDouble(SnapshotProgress::ratio)
                .min();
        if (snapshot.isPresent()) {
            line.add(SNAPSHOT_RATIO, snapshot.getAsDouble());
        } else {
            line.add(SNAPSHOT_RATIO, "none");
        }
    }

    private long sum(ToLongFunction<TableMetrics> value) {
        return tables.stream()
                .mapToLong(table -> value.applyAsLong(table.metrics()))
                .sum();
    }

    private static double value(Optional<Table> table, ToDoubleFunction<TableMetrics> value) {
        return table.map(Table::metrics).map(value::applyAsDouble).orElse(Double.NaN);
    }

    /** The gauges of one table. Totals are counted from the start of the task. */
    private final class Gauges {
        private static final String SINCE_START = " since the task started";
        private static final String UNKNOWN =
                " NaN while it is unknown, until changes or the tip of each shard were read";
        private static final String LATEST_SNAPSHOT = " of the latest snapshot in this task; 0 if there was none";

        private final Map<String, String> tags = new LinkedHashMap<>();

        private Gauges(String account, String table) {
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
                    "Number of events emitted without images because they exceeded max.event.bytes" + SINCE_START,
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
                    "shard-idle-count",
                    "Number of shards being read whose changes have all been emitted",
                    now -> table.lag().idleShards(Instant.ofEpochMilli(now)));
            add(
                    "shard-pending-count",
                    "Number of shards that were read to their end and whose children are being discovered",
                    now -> table.shardsPending.sum());
            add("shard-finished-total", "Number of shards finished" + SINCE_START, now -> table.shardsFinished.sum());
            add("get-records-total", "Number of successful GetRecords calls" + SINCE_START, now -> table.calls.sum());
            add(
                    "get-records-per-month",
                    "Number of GetRecords calls in 30 days, which AWS bills, at the rate of the last 10 minutes",
                    now -> table.monthlyCalls.at(Instant.ofEpochMilli(now)));
            add(
                    "get-records-empty-ratio",
                    "Fraction of successful GetRecords calls that returned no records, from 0 to 1," + SINCE_START,
                    now -> table.emptyRatio());
            add(
                    "call-failed-total",
                    "Number of AWS calls that failed or were throttled and are retried," + SINCE_START,
                    now -> table.failedCalls.sum());
            add(
                    "call-throttled-total",
                    "Number of AWS calls that were throttled and are retried," + SINCE_START,
                    now -> table.throttledCalls.sum());
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
                    SNAPSHOT_RATIO,
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
            registry.addGauge(registry.name(name, description, tags), gauge);
        }
    }
}
