/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import java.time.Duration;
import java.time.Instant;

/**
 * Measures the time since Kafka last stored a record of a slot. Emitted records do not reset it: if a transform drops
 * all of them, their positions are never stored.
 */
final class IdleTimer {
    private final Duration interval;
    /** Written by the producer's thread, which acknowledges records. */
    private volatile Instant lastReset;

    IdleTimer(Duration interval, Instant start) {
        this.interval = interval;
        this.lastReset = start;
    }

    /** A record of the slot was acknowledged, or a heartbeat was emitted. */
    void reset(Instant now) {
        lastReset = now;
    }

    boolean hasExpired(Instant now) {
        return !now.isBefore(lastReset.plus(interval));
    }
}
