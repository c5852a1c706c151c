/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import io.changefeed.connector.DaemonThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the status of a task in one line, every minute and when the task stops, for workers whose log is all that can be
 * seen. It has a thread of its own, because a task that hangs must be visible too.
 */
public final class StatusLog implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(StatusLog.class);

    private final TaskId task;
    private final InstantSource clock;
    private final Status status;
    private final Consumer<String> log;
    private final Map<String, Long> totals = new HashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("changefeed-status"));
    private Instant last;
    private boolean isClosed;

    /** The status of a task. */
    @FunctionalInterface
    public interface Status {
        /** Adds the values, always with the same keys. Called by any thread; must not block. */
        void addTo(StatusLine line);
    }

    StatusLog(TaskId task, InstantSource clock, Status status, Consumer<String> log) {
        this.task = task;
        this.clock = clock;
        this.status = status;
        this.log = log;
        this.last = clock.instant();
    }

    /** Starts to log the status of a task. */
    public static StatusLog start(TaskId task, InstantSource clock, Status status) {
        StatusLog started = new StatusLog(task, clock, status, LOG::info);
        started.schedule(INTERVAL);
        return started;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // cancelled with the timer
    void schedule(Duration interval) {
        timer.scheduleAtFixedRate(this::logRunning, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void logRunning() {
        try {
            log("running");
        } catch (RuntimeException | Error e) {
            // The timer would discard it.
            LOG.error("The status of task {} of {} is no longer logged", task.number(), task.connector(), e);
            throw e;
        }
    }

    /** Logs a line now. */
    synchronized void log(String state) {
        if (isClosed) {
            return;
        }
        Instant now = clock.instant();
        StatusLine line = new StatusLine(now, Duration.between(last, now), totals)
                .add("connector", task.connector())
                .add("task", task.number())
                .add("state", state);
        status.addTo(line);
        last = now;
        log.accept(line.toString());
    }

    /** Logs the last line. */
    @Override
    public synchronized void close() {
        timer.shutdown();
        log("stopped");
        isClosed = true;
    }
}
