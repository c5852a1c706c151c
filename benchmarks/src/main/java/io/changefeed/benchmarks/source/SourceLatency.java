/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.CpuTime;
import io.changefeed.benchmarks.measure.ItemShape;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.localstack.TopicReader;
import io.changefeed.simulator.SimulatedTable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Measures the latency of changes: from the write until a consumer of committed records has the event. */
public final class SourceLatency {
    /** As many as DynamoDB has for 5,000 writes a second. */
    private static final int SHARDS = 5;

    private static final int IDLE_SHARDS = 1_000;
    private static final String IDLE_TABLE = "idle";
    private static final Duration WARM_INTERVAL = Duration.ofSeconds(5);
    /** Until changes that waited for a start of the connector have arrived. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    /** The part of the writes that must arrive in the time of a measurement. */
    private static final double MIN_SHARE = 0.95;

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final Settings settings;
    private final String pluginPath;
    private final SourceCase measured;
    private final Table table;

    public SourceLatency(Settings settings, String pluginPath, SourceCase measured) {
        this.settings = settings;
        this.pluginPath = pluginPath;
        this.measured = measured;
        this.table = new Table(
                "latency, " + measured.title(),
                Column.whole("p50 ms"),
                Column.whole("p99 ms"),
                Column.whole("changes/s"),
                Column.whole("rows/s meanwhile"),
                Column.tenths("worker's CPU %"),
                Column.tenths("of it compiling"));
    }

    /** Measures these rates, without other shards and beside 1,000 idle ones. */
    public Table besideIdleShards(List<Integer> rates) {
        try (SourceTestbed testbed = start(SHARDS);
                TopicReader reader = testbed.reader()) {
            Latencies latencies = new Latencies(reader);
            testbed.connect(Map.of());
            measure(testbed, latencies, rates, "");
            SimulatedTable idle = testbed.createTable(IDLE_TABLE, IDLE_SHARDS);
            testbed.connect(Map.of("tables", MeasuredConnector.TABLE + "," + IDLE_TABLE));
            await().atMost(TIMEOUT)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> idle.report().shards().stream()
                            .allMatch(shard -> shard.opened().isPresent()));
            measure(testbed, latencies, rates, " beside " + whole(IDLE_SHARDS) + " idle shards");
            testbed.requireNotFailed();
        }
        return table;
    }

    /**
     * Measures a rate without and with a snapshot.
     *
     * @param items the number of items in the table; a snapshot of them must take longer than the measurement
     */
    public Table besideSnapshot(int rate, int items) {
        try (SourceTestbed testbed = start(1);
                TopicReader reader = testbed.reader()) {
            testbed.fillItems(items, ItemShape.TEXT);
            Latencies latencies = new Latencies(reader);
            testbed.connect(Map.of());
            measure(testbed, latencies, List.of(rate), "");
            try (Writes writes = Writes.start(testbed.table(), rate)) {
                testbed.connect(SnapshotSpeed.PROPERTIES);
                latencies.skipToSnapshotRows();
                latencies.skip(SETTLING);
                row(testbed, latencies, writes, rate, " beside a snapshot");
            }
        }
        return table;
    }

    private SourceTestbed start(int shards) {
        return SourceTestbed.start(settings, pluginPath, measured, shards, 0, false);
    }

    /** Measures the highest rate first, because the JVM compiles sooner with it. */
    private void measure(SourceTestbed testbed, Latencies latencies, List<Integer> rates, String circumstances) {
        for (int rate : rates.stream().sorted(Comparator.reverseOrder()).toList()) {
            try (Writes writes = Writes.start(testbed.table(), rate)) {
                settings.warmUp(testbed.worker(), () -> latencies.skip(WARM_INTERVAL));
                row(testbed, latencies, writes, rate, circumstances);
            }
            latencies.skip(SETTLING);
        }
    }

    private void row(SourceTestbed testbed, Latencies latencies, Writes writes, int rate, String circumstances) {
        CpuTime before = testbed.worker().times();
        long start = System.nanoTime();
        Latencies.Measured measurement = latencies.measure(settings.length());
        double percent = 100.0 / (System.nanoTime() - start);
        CpuTime cpu = testbed.worker().times().since(before);
        writes.requireNoFailure();
        testbed.requireNotFailed();
        String name = whole(rate) + " changes/s" + circumstances;
        table.row(
                name,
                measurement.millis().median(),
                measurement.millis().percentile99(),
                measurement.writesPerSecond(),
                measurement.rowsPerSecond(),
                cpu.all().toNanos() * percent,
                cpu.compiling().toNanos() * percent);
        if (measurement.writesPerSecond() < MIN_SHARE * rate) {
            table.note("WARNING: at " + name + ", fewer changes arrived than were to be written.");
        }
        if (!cpu.isWarm()) {
            table.note("WARNING: at " + name + ", compiling took " + tenths(100 * cpu.compilingShare())
                    + " % of the worker's processor time.");
        }
    }
}
