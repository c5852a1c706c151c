/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** Counts what comes from the topics. Safe for use by many threads. */
public final class FeedMeter {
    private final LongAdder received = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile long lagMillis;
    private volatile boolean isServing;

    void received(Instant changed, Instant now) {
        received.increment();
        // DynamoDB cuts its times to the second, and clocks differ.
        lagMillis = Math.max(0, Duration.between(changed, now).toMillis());
    }

    void countRejected() {
        rejected.increment();
    }

    void serving(boolean serving) {
        isServing = serving;
    }

    public long received() {
        return received.sum();
    }

    public long rejected() {
        return rejected.sum();
    }

    /** Milliseconds from the change to its arrival, of the event that arrived last. */
    public long lagMillis() {
        return lagMillis;
    }

    public boolean isServing() {
        return isServing;
    }
}
