/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.ItemShape;
import io.changefeed.benchmarks.measure.Jcmd;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import java.util.Map;

/** Measures whether the memory of the worker stays constant while the connector reads. */
public final class Memory {
    private static final int POINTS = 10;

    private final Settings settings;
    private final String pluginPath;
    private final SourceCase measured;
    private final int records;

    public Memory(Settings settings, String pluginPath, SourceCase measured, int records) {
        this.settings = settings;
        this.pluginPath = pluginPath;
        this.measured = measured;
        this.records = records;
    }

    public Table measure() {
        try (SourceTestbed testbed = SourceTestbed.start(settings, pluginPath, measured, 1, records, false)) {
            testbed.fill(records, ItemShape.TEXT);
            Jcmd worker = new Jcmd(testbed.worker().pid());
            Table table = new Table("records read", Column.tenths("live heap MiB"), Column.whole("resident MiB"));
            testbed.connect(Map.of());
            for (int point = 1; point <= POINTS; point++) {
                long read = (long) records * point / POINTS;
                testbed.awaitRecords(read);
                table.row(
                        whole(read),
                        worker.liveBytes() / (double) (1 << 20),
                        testbed.worker().residentBytes() / (double) (1 << 20));
            }
            return table.note("The live heap is measured after a full garbage collection. It includes up to 16 MiB of"
                    + " queued changes.");
        }
    }
}
