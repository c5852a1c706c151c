/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Says now and then that something is to be told. */
final class RateLimitedLog {
    private final Duration interval;
    private final Clock clock;
    private Instant last;

    RateLimitedLog(Duration interval, Clock clock) {
        this.interval = interval;
        this.clock = clock;
        this.last = clock.instant();
    }

    /** Whether the interval has passed since the last time that this was so. */
    boolean isDue() {
        Instant now = clock.instant();
        boolean due = !now.isBefore(last.plus(interval));
        if (due) {
            last = now;
        }
        return due;
    }
}
