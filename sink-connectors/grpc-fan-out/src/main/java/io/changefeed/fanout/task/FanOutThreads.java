/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.fanout.server.NetworkThreads;
import io.changefeed.fanout.server.ServerThreads;
import io.changefeed.fanout.subscription.Subscriptions;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The threads that serve all subscribers, one of each kind for each core. Connect's task thread is separate.
 *
 * @param pool runs tasks that never block
 * @param timer triggers these tasks periodically
 * @param network the network threads of gRPC
 * @param failure why the timer has ended, if it has failed
 */
record FanOutThreads(
        ExecutorService pool,
        ScheduledExecutorService timer,
        NetworkThreads network,
        InstantSource clock,
        AtomicReference<@Nullable Throwable> failure)
        implements AutoCloseable {
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
                newTimer(),
                new NetworkThreads(),
                InstantSource.system(),
                new AtomicReference<>());
    }

    private static ScheduledExecutorService newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1,
                DaemonThreads.numbered("changefeed-fan-out-timer-"),
                // Calls can still end after the shutdown.
                new ThreadPoolExecutor.DiscardPolicy());
        // Most timeouts are cancelled early.
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Returns the threads of the server. */
    ServerThreads ofServer() {
        return new ServerThreads(pool, timer, network);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Cancelled with the timer
    void schedule(Subscriptions subscriptions) {
        subscriptions.scheduleTicks(timer, failure::set);
    }

    /** Without the timer, subscribers receive no heartbeats, and those that do not read are never disconnected. */
    void requireNoFailure() {
        Throwable reason = failure.get();
        if (reason != null) {
            throw new ConnectException(
                    "The timer of the subscribers has failed: " + reason + ". Restart the task.", reason);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        pool.shutdown();
        network.close();
    }
}
