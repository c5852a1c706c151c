/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A failure of the task that is thrown after Connect has acknowledged the records before it. If it were thrown at once,
 * with exactly-once and {@code transaction.boundary=interval}, Connect would abort the open transaction: neither the
 * records before an unreadable change nor the report of a gap would ever be published.
 */
final class DelayedFailure {
    /** Connect acknowledges no record of a transaction if a transform drops all of them. */
    private static final Duration MAX_DELAY = Duration.ofMinutes(2);

    private final ConnectException reason;
    private final Optional<SourceRecord> last;
    private final CountDownLatch acknowledged;
    private final Instant latest;
    private final Clock clock;

    /** @param records that the task emits last */
    DelayedFailure(ConnectException reason, List<SourceRecord> records, Clock clock) {
        this.reason = reason;
        this.last = records.isEmpty() ? Optional.empty() : Optional.of(records.get(records.size() - 1));
        this.acknowledged = new CountDownLatch(records.isEmpty() ? 0 : 1);
        this.latest = clock.instant().plus(MAX_DELAY);
        this.clock = clock;
    }

    /** Connect has acknowledged a record. May be called by any thread. */
    @SuppressWarnings("ReferenceEquality") // Connect acknowledges the instances that the task has emitted.
    void acknowledged(SourceRecord record) {
        if (last.filter(awaited -> awaited == record).isPresent()) {
            acknowledged.countDown();
        }
    }

    /** Waits for the acknowledgement, and throws the failure when there is one, or when it is overdue. */
    void throwWhenDue(Duration maxWait) throws InterruptedException {
        if (acknowledged.await(maxWait.toNanos(), TimeUnit.NANOSECONDS)
                || !clock.instant().isBefore(latest)) {
            throw reason;
        }
    }
}
