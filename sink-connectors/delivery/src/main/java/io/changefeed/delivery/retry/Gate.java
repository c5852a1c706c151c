/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the destination as a whole may be called. While it is unavailable one batch at a time probes it, after a wait
 * that grows with the probes that failed. The first batch that is taken opens it again. A pause that the destination
 * asked for is kept whatever else happens.
 */
public final class Gate {
    private final RetryPolicy retry;
    private int failures;
    private @Nullable Batch probe;
    private Instant pausedUntil = Instant.MIN;
    private Instant waitsUntil = Instant.MIN;

    public Gate(RetryPolicy retry) {
        this.retry = retry;
    }

    /** Whether a batch may be delivered now. */
    public boolean admits(Instant now) {
        return opening().filter(opening -> !now.isBefore(opening)).isPresent();
    }

    /** From when on a batch may be delivered; empty while the answer to a probe decides that. */
    public Optional<Instant> opening() {
        return probe == null ? Optional.of(later(pausedUntil, waitsUntil)) : Optional.empty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** How many probes in a row have failed, with the batch that showed the need for them; 0 when none. */
    public int failures() {
        return failures;
    }

    /**
     * Whether a batch that was never delivered is the better probe: every other time, so that one that the destination
     * always fails on does not look like an outage.
     */
    public boolean wantsAnother() {
        return failures % 2 == 1;
    }

    /** A batch is being delivered. */
    public void entered(Batch batch) {
        if (failures > 0) {
            probe = batch;
        }
    }

    /** The destination answered as one that is there. */
    public void answered() {
        failures = 0;
        probe = null;
        waitsUntil = Instant.MIN;
    }

    /** The destination could not take a batch. */
    public void unavailable(Batch batch, Optional<Duration> pause, Instant now) {
        pausedUntil = later(pausedUntil, pause.map(now::plus).orElse(Instant.MIN));
        // Those that were under way when the first failed say nothing new.
        if (failures == 0 || batch == probe) {
            failures++;
            probe = null;
            waitsUntil = now.plus(retry.delay(failures));
        }
    }

    /** An attempt was given up by us, which says nothing of the destination. */
    public void abandoned(Batch batch) {
        if (batch == probe) {
            probe = null;
        }
    }
}
