/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.CpuTime;
import io.changefeed.benchmarks.measure.ItemShape;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Result;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Throughput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures a snapshot by the connector, beside parallel scans that only count items. */
public final class SnapshotSpeed {
    /** The default of the connector. */
    private static final int SEGMENTS = 4;

    /** The properties of a snapshot that nothing slows down. */
    static final Map<String, String> PROPERTIES = Map.of(
            "snapshot.mode", "initial",
            "snapshot.segments", Integer.toString(SEGMENTS),
            "snapshot.max.read.units", "0");

    private final Settings settings;
    private final String pluginPath;
    private final List<SourceCase> cases;
    private final int items;

    /** @param items the number of items of 1 KB in the table */
    public SnapshotSpeed(Settings settings, String pluginPath, List<SourceCase> cases, int items) {
        this.settings = settings;
        this.pluginPath = pluginPath;
        this.cases = cases;
        this.items = items;
    }

    public List<Table> measure(List<ItemShape> shapes) {
        List<Table> tables = new ArrayList<>();
        List<Table> profiles = new ArrayList<>();
        for (ItemShape shape : shapes) {
            tables.add(measure(shape, profiles));
        }
        tables.addAll(profiles);
        return tables;
    }

    private Table measure(ItemShape shape, List<Table> profiles) {
        int rows = shape.scale(items);
        Table table = new Table(
                "snapshot of " + whole(rows) + " items, " + shape.title() + ", " + SEGMENTS + " segments",
                SourceTestbed.columns("rows"));
        Optional<Result> bare = Optional.empty();
        for (SourceCase each : cases) {
            try (SourceTestbed testbed = SourceTestbed.start(settings, pluginPath, each, 1, items, true)) {
                testbed.fillItems(rows, shape);
                Result scans = bare.isPresent() ? bare.get() : scans(testbed, shape);
                if (bare.isEmpty()) {
                    scans.addTo(table, "(a) parallel scans of the SDK", scans);
                    bare = Optional.of(scans);
                }
                testbed.connect(PROPERTIES);
                Result result =
                        testbed.measure("snapshot-" + shape.text() + "-" + each.fileName(), rows, shape.bytes());
                testbed.addTo(table, result, scans, rows);
                profiles.addAll(testbed.meter().profiles());
            }
        }
        return table;
    }

    private static Result scans(SourceTestbed testbed, ItemShape shape) {
        ProcessUsage here = ProcessUsage.here();
        try (ScanLoop loop = new ScanLoop(testbed.endpoint(), MeasuredConnector.TABLE, SEGMENTS)) {
            loop.read(shape.bytes());
            CpuTime before = here.times();
            Duration simulatorBefore = testbed.simulatorCpu();
            Throughput scanned = loop.read(shape.bytes());
            return new Result(
                    scanned,
                    here.times().since(before),
                    Duration.ZERO,
                    testbed.simulatorCpu().minus(simulatorBefore),
                    0);
        }
    }
}
