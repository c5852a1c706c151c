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

/** What it costs to wait for changes of many shards that have none. */
public final class IdleCost {
    private static final int SHARDS = 1_000;
    private static final int LONGEST_WAIT_MS = 10_000;
    /** The waits double from 100 ms to the longest meanwhile. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    /** At so few calls, the JVM takes minutes until all that is often called is compiled. */
    private static final Duration COMPILING = Duration.ofMinutes(5);

    private static final Duration MEASURED = Duration.ofSeconds(60);

    private final MeasuredConnector connector;

    public IdleCost(MeasuredConnector connector) {
        this.connector = connector;
    }

    /**
     * What the worker took of a core for a while.
     *
     * @param compiling the part of it that the JVM's compilers took
     * @param calls of GetRecords in a second
     */
    private record Cost(double percent, double compiling, double calls) {}

    public String measure() {
        try (SourceStage stage = SourceStage.start(connector, SHARDS, 0, true)) {
            pass(SETTLING);
            Cost without = cost(stage);
            stage.connect(Map.of("poll.idle.max.ms", Integer.toString(LONGEST_WAIT_MS)));
            pass(SETTLING);
            Cost soon = cost(stage);
            pass(COMPILING.minus(SETTLING).minus(MEASURED));
            Cost with = cost(stage);
            stage.requireNotFailed();
            TextTable table = new TextTable(
                    whole(SHARDS) + " idle shards, asked every " + LONGEST_WAIT_MS / 1_000 + " s",
                    "% of a core",
                    "of it compiling",
                    "GetRecords/s");
            row(table, "worker without a connector", without);
            row(table, "with the connector, in its second minute", soon);
            row(table, "with the connector, after " + COMPILING.toMinutes() + " minutes", with);
            table.row("the connector's part of that", tenths(with.percent() - without.percent()), "", "");
            return table + "\n";
        }
    }

    private static void row(TextTable table, String title, Cost cost) {
        table.row(title, tenths(cost.percent()), tenths(cost.compiling()), tenths(cost.calls()));
    }

    private static Cost cost(SourceStage stage) {
        ProcessUsage worker = stage.worker();
        Duration cpu = worker.cpu();
        Duration compilers = compilers(worker);
        long calls = calls(stage);
        long start = System.nanoTime();
        pass(MEASURED);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new Cost(
                percent(worker.cpu().minus(cpu), time),
                percent(compilers(worker).minus(compilers), time),
                (calls(stage) - calls) * 1e9 / time.toNanos());
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

    private static long calls(SourceStage stage) {
        return stage.simulator().counts().calls(Operation.GET_RECORDS);
    }

    private static void pass(Duration time) {
        await().timeout(time.plusSeconds(5))
                .pollDelay(time)
                .pollInterval(1, TimeUnit.SECONDS)
                .until(() -> true);
    }
}
