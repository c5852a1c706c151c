/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.whole;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.CpuTime;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.simulator.protocol.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures the cost of reading many shards without changes. */
public final class IdleCost {
    private static final int SHARDS = 1_000;
    private static final int MAX_IDLE_WAIT_MS = 10_000;
    /** Until the time between reads has doubled from 100 ms to its maximum. */
    private static final Duration STABILIZATION = Duration.ofSeconds(60);

    /** With so few calls, it takes minutes until the JVM has compiled the code. */
    private static final Duration COMPILING = Duration.ofMinutes(5);

    private static final Duration MEASURED = Duration.ofSeconds(60);

    private final Settings settings;
    private final String pluginPath;
    private final SourceCase measured;

    public IdleCost(Settings settings, String pluginPath, SourceCase measured) {
        this.settings = settings;
        this.pluginPath = pluginPath;
        this.measured = measured;
    }

    /**
     * The processor time of the worker, as a share of a core.
     *
     * @param compiling the share of the JIT compilers
     * @param calls the number of GetRecords calls per second
     */
    private record Cost(double percent, double compiling, double calls) {}

    public Table measure() {
        try (SourceTestbed testbed = SourceTestbed.start(settings, pluginPath, measured, SHARDS, 0, true)) {
            pass(STABILIZATION);
            Cost without = cost(testbed);
            testbed.connect(Map.of("poll.idle.max.ms", Integer.toString(MAX_IDLE_WAIT_MS)));
            pass(STABILIZATION);
            Cost soon = cost(testbed);
            pass(COMPILING.minus(STABILIZATION).minus(MEASURED));
            Cost with = cost(testbed);
            testbed.requireNotFailed();
            Table table = new Table(
                    whole(SHARDS) + " idle shards, read every " + MAX_IDLE_WAIT_MS / 1_000 + " s",
                    Column.tenths("% of a core"),
                    Column.tenths("of it compiling"),
                    Column.tenths("GetRecords/s"));
            row(table, "worker without a connector", without);
            row(table, "with the connector, in its second minute", soon);
            row(table, "with the connector, after " + COMPILING.toMinutes() + " minutes", with);
            return table.row("of it the connector", with.percent() - without.percent());
        }
    }

    private static void row(Table table, String title, Cost cost) {
        table.row(title, cost.percent(), cost.compiling(), cost.calls());
    }

    private static Cost cost(SourceTestbed testbed) {
        ProcessUsage worker = testbed.worker();
        CpuTime before = worker.times();
        long calls = calls(testbed);
        long start = System.nanoTime();
        pass(MEASURED);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        CpuTime cpu = worker.times().since(before);
        return new Cost(
                percent(cpu.all(), time),
                percent(cpu.compiling(), time),
                (calls(testbed) - calls) * 1e9 / time.toNanos());
    }

    private static double percent(Duration cpu, Duration time) {
        return 100.0 * cpu.toNanos() / time.toNanos();
    }

    private static long calls(SourceTestbed testbed) {
        return testbed.simulator().counts().calls(Operation.GET_RECORDS);
    }

    private static void pass(Duration time) {
        await().timeout(time.plusSeconds(5))
                .pollDelay(time)
                .pollInterval(1, TimeUnit.SECONDS)
                .until(() -> true);
    }
}
