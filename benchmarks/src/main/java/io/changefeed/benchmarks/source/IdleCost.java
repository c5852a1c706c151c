/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.TextTable;
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

    private final MeasuredConnector connector;

    public IdleCost(MeasuredConnector connector) {
        this.connector = connector;
    }

    /**
     * The processor time of the worker, as a share of a core.
     *
     * @param compiling the share of the JIT compilers
     * @param calls the number of GetRecords calls per second
     */
    private record Cost(double percent, double compiling, double calls) {}

    public String measure() {
        try (SourceTestbed testbed = SourceTestbed.start(connector, SHARDS, 0, true)) {
            pass(STABILIZATION);
            Cost without = cost(testbed);
            testbed.connect(Map.of("poll.idle.max.ms", Integer.toString(MAX_IDLE_WAIT_MS)));
            pass(STABILIZATION);
            Cost soon = cost(testbed);
            pass(COMPILING.minus(STABILIZATION).minus(MEASURED));
            Cost with = cost(testbed);
            testbed.requireNotFailed();
            TextTable table = new TextTable(
                    whole(SHARDS) + " idle shards, read every " + MAX_IDLE_WAIT_MS / 1_000 + " s",
                    "% of a core",
                    "of it compiling",
                    "GetRecords/s");
            row(table, "worker without a connector", without);
            row(table, "with the connector, in its second minute", soon);
            row(table, "with the connector, after " + COMPILING.toMinutes() + " minutes", with);
            table.row("of it the connector", tenths(with.percent() - without.percent()), "", "");
            return table + "\n";
        }
    }

    private static void row(TextTable table, String title, Cost cost) {
        table.row(title, tenths(cost.percent()), tenths(cost.compiling()), tenths(cost.calls()));
    }

    private static Cost cost(SourceTestbed testbed) {
        ProcessUsage worker = testbed.worker();
        Duration cpu = worker.cpu();
        Duration compilers = compilers(worker);
        long calls = calls(testbed);
        long start = System.nanoTime();
        pass(MEASURED);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new Cost(
                percent(worker.cpu().minus(cpu), time),
                percent(compilers(worker).minus(compilers), time),
                (calls(testbed) - calls) * 1e9 / time.toNanos());
    }

    private static Duration compilers(ProcessUsage process) {
        return process.cpuByThread().entrySet().stream()
                .filter(thread -> thread.getKey().contains("Compiler"))
                .map(Map.Entry::getValue)
                .reduce(Duration.ZERO, Duration::plus);
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
