/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.retry;

import io.changefeed.connector.Backoff;
import io.changefeed.delivery.lane.Failures;
import java.time.Duration;
import java.time.Instant;

/**
 * How long to wait before the next attempt, and when no other makes sense.
 *
 * @param backoff by the number of the attempts that failed
 * @param timeout for how long an event is tried that fails by its own fault
 */
public record RetryPolicy(Backoff backoff, Duration timeout) {
    Duration delay(int attempts) {
        return backoff.delay(attempts);
    }

    public Instant next(int attempts, Instant now) {
        return now.plus(delay(attempts));
    }

    /** Whether an event has failed by its own fault for too long. */
    public boolean isOver(Failures failures, Instant now) {
        return failures.since()
                .filter(since -> !now.isBefore(since.plus(timeout)))
                .isPresent();
    }
}
