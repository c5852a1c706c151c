/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.TextTable;
import io.changefeed.localstack.TopicReader;
import java.time.Duration;
import java.util.Map;

/** How late changes come to the topic: from before the write until a consumer has the committed event. */
public final class SnapshotLag {
    /** For so long the JVMs of worker and broker are busy compiling. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private static final Duration MEASURED = Duration.ofSeconds(20);

    private final MeasuredConnector connector;
    private final int items;

    /** @param items of the table; reading them must take longer than is measured */
    public SnapshotLag(MeasuredConnector connector, int items) {
        this.connector = connector;
        this.items = items;
    }

    public String measure() {
        try (SourceStage stage = SourceStage.start(connector, 1, items, true)) {
            stage.fillItems(items);
            TextTable table = new TextTable(
                    Writes.PER_SECOND + " writes a second",
                    "median ms",
                    "99 % within ms",
                    "events",
                    "rows/s meanwhile");
            try (Writes writes = Writes.start(stage.table());
                    TopicReader reader = stage.reader()) {
                Latencies latencies = new Latencies(reader);
                stage.connect(Map.of());
                latencies.passOver(WARM_UP);
                row(table, "no snapshot", latencies.measure(MEASURED));
                stage.connect(Map.of("snapshot.mode", "initial", "snapshot.max.read.units", "0"));
                latencies.passOverUntilRows();
                row(table, "while a snapshot runs", latencies.measure(MEASURED));
                stage.requireNotFailed();
                writes.requireNoFailure();
            }
            return table + "\n";
        }
    }

    private static void row(TextTable table, String name, Latencies.Measured measured) {
        table.row(
                name,
                whole(measured.median()),
                whole(measured.percentile99()),
                whole(measured.events()),
                whole(measured.rowsPerSecond()));
    }
}
