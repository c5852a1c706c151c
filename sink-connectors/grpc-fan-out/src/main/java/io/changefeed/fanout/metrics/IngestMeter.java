/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** Counts the records that the task reads from the topics. Thread-safe. */
public final class IngestMeter {
    private final LongAdder received = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile long lagMillis;
    private volatile boolean isServing;
    private volatile boolean isCaughtUp;

    public void recordReceived(Instant changed, Instant now) {
        received.increment();
        // DynamoDB truncates its times to the second, and clocks differ.
        lagMillis = Math.max(0, Duration.between(changed, now).toMillis());
    }

    public void recordRejected() {
        rejected.increment();
    }

    public void setServing(boolean serving) {
        isServing = serving;
    }

    public void setCaughtUp(boolean caughtUp) {
        isCaughtUp = caughtUp;
    }

    public long received() {
        return received.sum();
    }

    public long rejected() {
        return rejected.sum();
    }

    /** Returns the milliseconds between the change and its arrival, for the last event. */
    public long lagMillis() {
        return lagMillis;
    }

    public boolean isServing() {
        return isServing;
    }

    public boolean isCaughtUp() {
        return isCaughtUp;
    }
}
