/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.mebibytes;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.Jcmd;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.TextTable;
import java.util.Map;

/** Measures whether the memory of the worker stays constant while the connector reads. */
public final class Memory {
    private static final int POINTS = 10;

    private final MeasuredConnector connector;
    private final int records;

    public Memory(MeasuredConnector connector, int records) {
        this.connector = connector;
        this.records = records;
    }

    public String measure() {
        try (SourceTestbed testbed = SourceTestbed.start(connector, 1, records, false)) {
            testbed.fill(records);
            Jcmd worker = new Jcmd(testbed.worker().pid());
            TextTable table = new TextTable("records read", "live heap MiB", "resident MiB");
            try (ConnectorRun run = new ConnectorRun(testbed)) {
                testbed.connect(Map.of());
                for (int point = 1; point <= POINTS; point++) {
                    long read = run.awaitRecords((long) records * point / POINTS);
                    long live = worker.liveBytes();
                    table.row(
                            whole(read),
                            mebibytes(live),
                            mebibytes(testbed.worker().residentBytes()));
                }
            }
            return table
                    + "\n\nThe live heap is measured after a full garbage collection."
                    + " It includes up to 16 MiB of queued changes.\n";
        }
    }
}
