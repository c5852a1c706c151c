/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * A failure of the task that is thrown after Connect has acknowledged the records before it. If it were thrown at once,
 * with exactly-once and {@code transaction.boundary=interval}, Connect would abort the open transaction: neither the
 * records before an unreadable change nor the report of a gap would ever be published.
 */
final class DelayedFailure {
    private final ConnectException reason;
    private final LastRecord last;
    private final Instant latest;
    private final Clock clock;

    /**
     * @param maxDelay after which it is thrown in any case: Connect acknowledges no record of a transaction if a transform
     *     drops all of them
     */
    DelayedFailure(ConnectException reason, LastRecord last, Duration maxDelay, Clock clock) {
        this.reason = reason;
        this.last = last;
        this.latest = clock.instant().plus(maxDelay);
        this.clock = clock;
    }

    /** Waits for the acknowledgement, and throws the failure when there is one, or when it is overdue. */
    void throwWhenDue(Duration maxWait) throws InterruptedException {
        if (last.awaitAcknowledgement(maxWait) || !clock.instant().isBefore(latest)) {
            throw reason;
        }
    }
}
