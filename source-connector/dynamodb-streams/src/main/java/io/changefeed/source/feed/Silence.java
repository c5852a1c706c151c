/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import java.time.Duration;
import java.time.Instant;

/**
 * How long Kafka has stored nothing of a slot. Records that were handed over do not count: a transform may have dropped
 * them all, and then their positions are stored nowhere.
 */
final class Silence {
    private final Duration interval;
    /** Acknowledgements come on the producer's thread. */
    private volatile Instant lastSound;

    Silence(Duration interval, Instant start) {
        this.interval = interval;
        this.lastSound = start;
    }

    /** A record of the slot was acknowledged, or a heartbeat was handed over. */
    void brokenAt(Instant moment) {
        lastSound = moment;
    }

    boolean isTooLong(Instant now) {
        return !now.isBefore(lastSound.plus(interval));
    }
}
