/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.benchmarks.Stretch;
import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Watches a table while somebody writes to it.
 *
 * @param writer the process that writes
 * @param check throws when the writer has failed
 * @param warmUp for how long nothing is measured after the first row
 * @param measured for how long then
 */
record Watch(Table table, ProcessUsage writer, Runnable check, Duration warmUp, Duration measured) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What was written.
     *
     * @param writerCpu of the writer meanwhile
     * @param serverCpu of PostgreSQL meanwhile
     */
    record Seen(Stretch stretch, Duration writerCpu, Duration serverCpu) {}

    /**
     * Waits and tells.
     *
     * @param most as many as can be written: with fewer, the writer had something to write all the time
     * @throws LocalStackException when the writer fails, or has no more to write
     */
    Seen watch(long most) {
        awaitFirst();
        pass(warmUp);
        long before = table.written();
        Duration writerBefore = writer.cpu();
        ServerUsage serverBefore = ServerUsage.now();
        long start = System.nanoTime();
        pass(measured);
        long written = table.written();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Duration writerCpu = writer.cpu().minus(writerBefore);
        Duration serverCpu = ServerUsage.now().since(serverBefore);
        check.run();
        if (written >= most) {
            throw new LocalStackException(
                    "all " + most + " events were written before the measurement was over: '--events' must be more");
        }
        return new Seen(new Stretch(written - before, 0, time), writerCpu, serverCpu);
    }

    private void awaitFirst() {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> table.written() > 0);
        } catch (ConditionTimeoutException e) {
            check.run();
            throw new LocalStackException("nothing was written within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    private static void pass(Duration time) {
        await().timeout(time.plusSeconds(5)).pollDelay(time).until(() -> true);
    }
}
