/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import io.changefeed.connector.DaemonThreads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the status of a task in one line, every minute and when the task stops, for workers whose log is all that can be
 * seen. It uses a separate thread, because a task that hangs must be visible too.
 */
public final class StatusLog implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(StatusLog.class);

    private final TaskId task;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Status status;
    private final Consumer<String> log;
    private final Map<String, Long> totals = new HashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("changefeed-status"));
    private long last;
    private boolean isClosed;

    /** The status of a task. */
    @FunctionalInterface
    public interface Status {
        /** Adds the values, always with the same keys. Called by any thread; must not block. */
        void addTo(StatusLine line);
    }

    /** @param nanoTime as {@link System#nanoTime}: the clock can be set back between two lines */
    StatusLog(TaskId task, InstantSource clock, LongSupplier nanoTime, Status status, Consumer<String> log) {
        this.task = task;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.status = status;
        this.log = log;
        this.last = nanoTime.getAsLong();
    }

    StatusLog(TaskId task, InstantSource clock, Status status) {
        this(task, clock, System::nanoTime, status, LOG::info);
    }

    void start() {
        schedule(INTERVAL);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // cancelled with the timer
    void schedule(Duration interval) {
        // Not at a fixed rate, which would log all lines at once that a suspended process has missed.
        timer.scheduleWithFixedDelay(
                () -> logOrReport("running"), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Neither ends the timer nor fails a task: its status can be correct in the next line. */
    private void logOrReport(String state) {
        try {
            log(state);
        } catch (RuntimeException | Error e) {
            LOG.error("The status of task {} of {} cannot be logged", task.number(), task.connector(), e);
        }
    }

    /** Logs a line now. */
    synchronized void log(String state) {
        if (isClosed) {
            return;
        }
        long now = nanoTime.getAsLong();
        StatusLine line = new StatusLine(clock.instant(), Duration.ofNanos(now - last), totals)
                .add("connector", task.connector())
                .add("task", task.number())
                .add("state", state);
        status.addTo(line);
        last = now;
        log.accept(line.toString());
    }

    /** Logs the last line, if the log is open. */
    @Override
    public void close() {
        end("stopped");
    }

    /** Logs the last line of an instance that has not stopped although a later one has started. */
    void replaced() {
        end("replaced");
    }

    private synchronized void end(String state) {
        timer.shutdown();
        logOrReport(state);
        isClosed = true;
    }
}
