/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.fanout.subscription.Subscriptions;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that serve all subscribers, one for each core. Connect's task thread and gRPC's network threads are
 * separate.
 *
 * @param pool runs tasks that never block
 * @param timer triggers these tasks periodically
 */
record FanOutThreads(ExecutorService pool, ScheduledExecutorService timer, InstantSource clock) {
    private static final int MIN_THREADS = 2;

    static FanOutThreads start() {
        int count = Math.max(MIN_THREADS, Runtime.getRuntime().availableProcessors());
        return new FanOutThreads(
                new ThreadPoolExecutor(
                        count,
                        count,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        DaemonThreads.numbered("changefeed-fan-out-"),
                        // Closed connections can still submit tasks after the shutdown.
                        new ThreadPoolExecutor.DiscardPolicy()),
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.numbered("changefeed-fan-out-timer-")),
                InstantSource.system());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Cancelled with the timer
    void schedule(Subscriptions subscriptions) {
        subscriptions.scheduleTicks(timer);
    }

    void close() {
        timer.shutdownNow();
        pool.shutdown();
    }
}
