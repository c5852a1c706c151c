/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A timer that runs an action once, at the earliest time that it was set to. */
final class WakeupTimer {
    private static final Duration MIN_DELAY = Duration.ofMillis(1);

    private final ScheduledExecutorService executor;
    private final Runnable action;
    private Instant due = Instant.MIN;
    private @Nullable Future<?> timer;

    WakeupTimer(ScheduledExecutorService executor, Runnable action) {
        this.executor = executor;
        this.action = action;
    }

    void set(Instant at, Instant now) {
        // The delay is truncated to milliseconds. Without an additional millisecond, the action would run too early and
        // set the timer again.
        Instant next = at.isAfter(now) ? at.plus(MIN_DELAY) : now.plus(MIN_DELAY);
        if (due.isAfter(now) && !due.isAfter(next)) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        due = next;
        timer = executor.schedule(this::run, Duration.between(now, next).toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        // The executor's clock can be slightly ahead: the timer has run even if it is not due yet.
        due = Instant.MIN;
        action.run();
    }
}
