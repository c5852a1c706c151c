/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks;

import static io.changefeed.benchmarks.Texts.tenths;
import static io.changefeed.benchmarks.Texts.whole;
import static org.awaitility.Awaitility.await;

import io.changefeed.simulator.protocol.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What it costs to wait for changes of many shards that have none. */
final class Idle {
    private static final int SHARDS = 1_000;
    private static final int LONGEST_WAIT_MS = 10_000;
    /** The waits double from 100 ms to the longest; and what the JVM compiles, it compiles then. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    private static final Duration MEASURED = Duration.ofSeconds(60);

    private final Subject subject;

    Idle(Subject subject) {
        this.subject = subject;
    }

    String measure() {
        try (Stage stage = Stage.start(subject, SHARDS, 0, true)) {
            pass(SETTLING);
            double without = percentOfCore(stage);
            stage.connect(Map.of("poll.idle.max.ms", Integer.toString(LONGEST_WAIT_MS)));
            pass(SETTLING);
            long before = calls(stage);
            double with = percentOfCore(stage);
            double calls = (calls(stage) - before) / (double) MEASURED.toSeconds();
            stage.requireNotFailed();
            return new TextTable(
                                    whole(SHARDS) + " idle shards, asked every " + LONGEST_WAIT_MS / 1_000 + " s",
                                    "% of a core",
                                    "GetRecords/s")
                            .row("worker without a connector", tenths(without), "")
                            .row("worker with the connector", tenths(with), tenths(calls))
                            .row("the connector's part", tenths(with - without), "")
                    + "\n";
        }
    }

    private static double percentOfCore(Stage stage) {
        Duration before = stage.worker().cpu();
        long start = System.nanoTime();
        pass(MEASURED);
        Duration cpu = stage.worker().cpu().minus(before);
        return 100.0 * cpu.toNanos() / (System.nanoTime() - start);
    }

    private static long calls(Stage stage) {
        return stage.simulator().counts().calls(Operation.GET_RECORDS);
    }

    private static void pass(Duration time) {
        await().timeout(time.plusSeconds(5))
                .pollDelay(time)
                .pollInterval(1, TimeUnit.SECONDS)
                .until(() -> true);
    }
}
