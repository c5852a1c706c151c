/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.connector.DaemonThreads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The thread and the time that a task uses.
 *
 * @param executor of one thread
 */
record TaskRuntime(ScheduledExecutorService executor, InstantSource clock, Awaiter awaiter) {
    static TaskRuntime create() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, DaemonThreads.named("changefeed-delivery"));
        executor.setRemoveOnCancelPolicy(true);
        return new TaskRuntime(executor, monotonicClock(), Awaiter::block);
    }

    /** Starts at the time of day and cannot be set back afterwards. */
    private static InstantSource monotonicClock() {
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - startNanos);
    }
}
