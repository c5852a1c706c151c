/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.connector.Backoff;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides when a failed delivery is retried and when an event is no longer retried.
 *
 * @param backoff the delay before a retry
 * @param timeout how long an event at fault is retried
 */
public record RetryPolicy(Backoff backoff, Duration timeout) {
    Duration delay(int attempts) {
        return backoff.delay(attempts);
    }

    Instant next(int attempts, Instant now) {
        return now.plus(delay(attempts));
    }

    /** Whether an event at fault has been retried for the whole timeout. */
    boolean hasTimedOut(Failures failures, Instant now) {
        return failures.since()
                .filter(since -> !now.isBefore(since.plus(timeout)))
                .isPresent();
    }
}
