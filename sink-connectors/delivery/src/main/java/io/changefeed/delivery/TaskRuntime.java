/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.connector.DaemonThreads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The delivery thread, the clock and the awaiter of a task.
 *
 * @param executor executor with one thread
 */
record TaskRuntime(ScheduledExecutorService executor, InstantSource clock, Awaiter awaiter) implements AutoCloseable {
    static TaskRuntime create() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, DaemonThreads.named("changefeed-delivery"));
        executor.setRemoveOnCancelPolicy(true);
        return new TaskRuntime(executor, monotonicClock(), Awaiter::block);
    }

    /** Returns a clock that starts at the current time and ignores later changes of the system clock. */
    private static InstantSource monotonicClock() {
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - startNanos);
    }

    /** Does not wait for the thread. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
