/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the destination can be called. While the destination is unavailable, one batch at a time probes it,
 * with a backoff that grows with the number of consecutive failures. The first batch that is accepted opens the gate
 * again. A pause that the destination requests is always honored.
 */
final class BackoffGate {
    private final RetryPolicy retry;
    private int failures;
    private @Nullable Batch<?> probe;
    private Instant pausedUntil = Instant.MIN;
    private Instant backoffUntil = Instant.MIN;

    BackoffGate(RetryPolicy retry) {
        this.retry = retry;
    }

    /** Whether a batch can be delivered now. */
    boolean isOpen(Instant now) {
        return opensAt().filter(opening -> !now.isBefore(opening)).isPresent();
    }

    /** Returns when a batch can be delivered; empty while the result of a probe is pending. */
    Optional<Instant> opensAt() {
        return probe == null ? Optional.of(later(pausedUntil, backoffUntil)) : Optional.empty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The number of consecutive failures; 0 while the destination is available. */
    int failures() {
        return failures;
    }

    /**
     * Whether the next probe should be a batch that has not been delivered before. Every other probe is, so that a
     * batch that always fails does not look like an outage.
     */
    boolean prefersFreshBatch() {
        return failures % 2 == 1;
    }

    /** Called when the delivery of a batch starts. */
    void onDelivery(Batch<?> batch) {
        if (failures > 0) {
            probe = batch;
        }
    }

    /** Called when the destination has responded, regardless of the result of the events. */
    void onAvailable() {
        failures = 0;
        probe = null;
        backoffUntil = Instant.MIN;
    }

    /** Called when the destination was unavailable for a batch. */
    void onUnavailable(Batch<?> batch, Optional<Duration> retryAfter, Instant now) {
        pausedUntil = later(pausedUntil, retryAfter.map(now::plus).orElse(Instant.MIN));
        // Batches that were in flight when the first one failed belong to the same failure.
        if (failures == 0 || batch == probe) {
            failures++;
            probe = null;
            backoffUntil = now.plus(retry.delay(failures));
        }
    }

    /** Called when the task has aborted the delivery of a batch. */
    void onAborted(Batch<?> batch) {
        if (batch == probe) {
            probe = null;
        }
    }
}
