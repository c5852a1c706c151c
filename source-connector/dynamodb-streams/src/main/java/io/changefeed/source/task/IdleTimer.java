/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import java.time.Duration;
import java.time.Instant;

/**
 * How long Kafka has stored nothing of a slot. Records that were handed over do not count: a transform may have dropped
 * them all, and then their positions are stored nowhere.
 */
final class IdleTimer {
    private final Duration interval;
    /** Acknowledgements come on the producer's thread. */
    private volatile Instant lastReset;

    IdleTimer(Duration interval, Instant start) {
        this.interval = interval;
        this.lastReset = start;
    }

    /** A record of the slot was acknowledged, or a heartbeat was handed over. */
    void reset(Instant moment) {
        lastReset = moment;
    }

    boolean hasExpired(Instant now) {
        return !now.isBefore(lastReset.plus(interval));
    }
}
