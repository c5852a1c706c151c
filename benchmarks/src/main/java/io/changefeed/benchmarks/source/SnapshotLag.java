/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.TextTable;
import io.changefeed.localstack.TopicReader;
import java.time.Duration;
import java.util.Map;

/**
 * Measures the latency of changes with and without a snapshot: from the write until a consumer has the committed event.
 */
public final class SnapshotLag {
    /** Until the JVMs of worker and broker have compiled their code. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private static final Duration MEASURED = Duration.ofSeconds(20);

    private final MeasuredConnector connector;
    private final int items;

    /** @param items the number of items in the table; a snapshot of them must take longer than the measurement */
    public SnapshotLag(MeasuredConnector connector, int items) {
        this.connector = connector;
        this.items = items;
    }

    public String measure() {
        try (SourceTestbed testbed = SourceTestbed.start(connector, 1, items, true)) {
            testbed.fillItems(items);
            TextTable table = new TextTable(
                    Writes.PER_SECOND + " writes a second",
                    "median ms",
                    "99 % within ms",
                    "events",
                    "rows/s meanwhile");
            try (Writes writes = Writes.start(testbed.table());
                    TopicReader reader = testbed.reader()) {
                Latencies latencies = new Latencies(reader);
                testbed.connect(Map.of());
                latencies.skip(WARM_UP);
                row(table, "no snapshot", latencies.measure(MEASURED));
                testbed.connect(Map.of("snapshot.mode", "initial", "snapshot.max.read.units", "0"));
                latencies.skipToSnapshotRows();
                row(table, "while a snapshot runs", latencies.measure(MEASURED));
                testbed.requireNotFailed();
                writes.requireNoFailure();
            }
            return table + "\n";
        }
    }

    private static void row(TextTable table, String name, Latencies.Measured measured) {
        table.row(
                name,
                whole(measured.millis().median()),
                whole(measured.millis().percentile99()),
                whole((long) measured.millis().count()),
                whole(measured.rowsPerSecond()));
    }
}
