/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Rings once, at the earliest time that it was set to. */
final class Alarm {
    private static final Duration LEAST = Duration.ofMillis(1);

    private final ScheduledExecutorService executor;
    private final Runnable ring;
    private Instant due = Instant.MIN;
    private @Nullable Future<?> timer;

    Alarm(ScheduledExecutorService executor, Runnable ring) {
        this.executor = executor;
        this.ring = ring;
    }

    void set(Instant at, Instant now) {
        // A timer cuts off what is less than its unit: it must not ring too early, find nothing and be set again.
        Instant next = at.isAfter(now) ? at.plus(LEAST) : now.plus(LEAST);
        if (due.isAfter(now) && !due.isAfter(next)) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        due = next;
        timer = executor.schedule(this::ring, Duration.between(now, next).toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ring() {
        // It can be a little before that time, when there is no timer any more all the same.
        due = Instant.MIN;
        ring.run();
    }
}
