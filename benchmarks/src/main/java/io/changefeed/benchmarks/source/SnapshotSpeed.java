/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.mebibytes;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Profile;
import io.changefeed.benchmarks.measure.Recording;
import io.changefeed.benchmarks.measure.TextTable;
import io.changefeed.benchmarks.measure.Throughput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Measures a snapshot by the connector, beside parallel scans that only count items. */
public final class SnapshotSpeed {
    /** The default of the connector. */
    private static final int SEGMENTS = 4;
    /** The part of the items during which the JVMs of worker and broker compile their code: one half. */
    private static final int WARM_UP_DIVISOR = 2;

    private final MeasuredConnector connector;
    private final int items;
    private final Optional<Path> recordings;

    /** @param recordings the folder for a recording of the worker; empty for no profile */
    public SnapshotSpeed(MeasuredConnector connector, int items, Optional<Path> recordings) {
        this.connector = connector;
        this.items = items;
        this.recordings = recordings;
    }

    public String measure() {
        try (SourceTestbed testbed = SourceTestbed.start(connector, 1, items, true)) {
            testbed.fillItems(items);
            ProcessUsage here = new ProcessUsage(ProcessHandle.current().pid());
            try (ScanLoop loop = new ScanLoop(testbed.endpoint(), MeasuredConnector.TABLE, SEGMENTS)) {
                loop.read(SourceTestbed.ITEM_BYTES);
                Duration before = here.cpu();
                CpuTimes otherBefore = testbed.cpuTimes();
                Throughput scanned = loop.read(SourceTestbed.ITEM_BYTES);
                return connector(
                        testbed,
                        scanned,
                        here.cpu().minus(before),
                        testbed.cpuTimes().since(otherBefore).simulator());
            }
        }
    }

    private String connector(SourceTestbed testbed, Throughput scanned, Duration loopCpu, Duration simulatorCpu) {
        try (ConnectorRun run = new ConnectorRun(testbed)) {
            testbed.connect(Map.of(
                    "snapshot.mode", "initial",
                    "snapshot.segments", Integer.toString(SEGMENTS),
                    "snapshot.max.read.units", "0"));
            long first = run.awaitRecords(items / WARM_UP_DIVISOR);
            Optional<Recording> recording = recordings.map(folder -> Recording.start(testbed.worker()));
            long start = System.nanoTime();
            CpuTimes before = testbed.cpuTimes();
            long last = run.awaitRecords(items);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            CpuTimes cpu = testbed.cpuTimes().since(before);
            long rows = last - first;
            Optional<Profile> profile = recording.map(
                    running -> running.end(recordings.orElseThrow().resolve("worker-snapshot.jfr"), rows));
            Throughput snapshot = new Throughput(rows, rows * SourceTestbed.ITEM_BYTES, time);
            String table = new TextTable(
                            "snapshot of " + whole(items) + " items, " + SEGMENTS + " segments",
                            "rows/s",
                            "MB/s",
                            "CPU s per million rows",
                            "simulator's",
                            "peak memory MiB",
                            "of the loop")
                    .row(
                            "(a) parallel scans of the SDK",
                            whole(scanned.recordsPerSecond()),
                            whole(scanned.megabytesPerSecond()),
                            tenths(scanned.secondsPerMillion(loopCpu)),
                            tenths(scanned.secondsPerMillion(simulatorCpu)),
                            "",
                            "")
                    .row(
                            "(b) connector in a worker",
                            whole(snapshot.recordsPerSecond()),
                            whole(snapshot.megabytesPerSecond()),
                            tenths(snapshot.secondsPerMillion(cpu.worker())),
                            tenths(snapshot.secondsPerMillion(cpu.simulator())),
                            mebibytes(testbed.worker().peakBytes()),
                            hundredths(snapshot.recordsPerSecond() / scanned.recordsPerSecond()))
                    .toString();
            return table + "\n\nWhile the connector read, the broker took "
                    + tenths(snapshot.secondsPerMillion(cpu.broker()))
                    + " CPU s per million rows.\nItems in the table: "
                    + whole(scanned.records()) + "; rows on the topic: " + whole(run.countRecords(items)) + ".\n"
                    + profile.map(shares -> "\n" + shares.text()).orElse("");
        }
    }
}
