/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.task;

import io.changefeed.connector.DaemonThreads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * A thread and time.
 *
 * @param executor of one thread
 */
record Surroundings(ScheduledExecutorService executor, InstantSource clock, Waiter waiter) {
    static Surroundings real() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("changefeed-delivery"));
        executor.setRemoveOnCancelPolicy(true);
        return new Surroundings(executor, steadyClock(), Waiter::block);
    }

    /** The time of day when it was made, and from then on a time that nobody can set back. */
    private static InstantSource steadyClock() {
        Instant began = Instant.now();
        long beganNanos = System.nanoTime();
        return () -> began.plusNanos(System.nanoTime() - beganNanos);
    }
}
