/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Limits how often a message is logged. It is first due one interval after the creation of this object. */
final class RateLimitedLog {
    private final Duration interval;
    private final Clock clock;
    private Instant last;

    RateLimitedLog(Duration interval, Clock clock) {
        this.interval = interval;
        this.clock = clock;
        this.last = clock.instant();
    }

    /** Returns true at most once per interval. */
    boolean isDue() {
        Instant now = clock.instant();
        boolean due = !now.isBefore(last.plus(interval));
        if (due) {
            last = now;
        }
        return due;
    }
}
