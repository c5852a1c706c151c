/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run the steps of readers, those with the earliest deadline first. While calls are slow, a shard with
 * changes overtakes idle ones; an idle one waits for its tolerance at most until it takes its turn.
 */
final class ReadThreads implements ShardReader.Schedule, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadThreads.class);

    /** Calls mostly wait for the network; even fewer threads can saturate two cores. */
    private static final int THREADS = 8;

    /** Connect cancels a task that has not stopped after 5 s (task.shutdown.graceful.timeout.ms). */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private record Step(long deadline, Runnable action) implements Runnable, Comparable<Step> {
        @Override
        public void run() {
            action.run();
        }

        @Override
        public int compareTo(Step other) {
            return Long.signum(deadline - other.deadline);
        }
    }

    private final ScheduledExecutorService timer;
    private final ThreadPoolExecutor threads;
    private final Consumer<Throwable> onFailure;

    /** @param onFailure receives an error of a thread that cannot start a step */
    ReadThreads(ThreadFactory factory, Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
        this.timer = Executors.newSingleThreadScheduledExecutor(factory);
        this.threads =
                new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), factory);
    }

    /**
     * Runs an action after a delay.
     *
     * @param action must report its failures itself
     */
    @Override
    public void after(Duration delay, Duration tolerance, Runnable action) {
        Step step = new Step(System.nanoTime() + delay.toNanos() + tolerance.toNanos(), action);
        try {
            if (delay.isZero()) {
                threads.execute(step);
            } else {
                Future<?> unused = timer.schedule(() -> execute(step), delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("Discarding a read step: the task is stopping");
        }
    }

    private void execute(Step step) {
        try {
            threads.execute(step);
        } catch (RejectedExecutionException e) {
            LOG.debug("Discarding a read step: the task is stopping");
        } catch (Throwable e) {
            // Including Errors, such as no memory for a thread: otherwise the timer would swallow them.
            onFailure.accept(e);
        }
    }

    boolean isClosed() {
        return threads.isShutdown();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn(
                        "A DynamoDB call is still in progress {} s after the task was stopped; its thread ends when"
                                + " the call returns",
                        CLOSE_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
