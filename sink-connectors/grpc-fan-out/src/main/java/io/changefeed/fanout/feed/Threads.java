/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.feed;

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
 * The threads of a task besides its own and those of the network: one for each core, for all subscribers.
 *
 * @param pool whose work never waits
 * @param timer which wakes that work
 */
record Threads(ExecutorService pool, ScheduledExecutorService timer, InstantSource clock) {
    private static final int FEWEST = 2;

    static Threads start() {
        int count = Math.max(FEWEST, Runtime.getRuntime().availableProcessors());
        return new Threads(
                new ThreadPoolExecutor(
                        count,
                        count,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        DaemonThreads.numbered("changefeed-fan-out-"),
                        // After the end, connections that were cut may have something to say still.
                        new ThreadPoolExecutor.DiscardPolicy()),
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.numbered("changefeed-fan-out-timer-")),
                InstantSource.system());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the timer
    void watch(Subscriptions subscriptions) {
        subscriptions.watch(timer);
    }

    void close() {
        timer.shutdownNow();
        pool.shutdown();
    }
}
