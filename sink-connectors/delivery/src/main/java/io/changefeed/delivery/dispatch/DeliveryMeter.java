/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** Counts what a task delivers. Safe for use by many threads. */
public final class DeliveryMeter {
    final LongAdder delivered = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder rejected = new LongAdder();
    private final LongConsumer latencies;
    private volatile int inFlight;
    private volatile Buffered buffered = new Buffered(0, 0, Optional.empty());

    /**
     * What a task holds.
     *
     * @param oldestChange when the change was made that has waited longest; empty when none waits
     */
    public record Buffered(long records, long bytes, Optional<Instant> oldestChange) {}

    /** @param latencies takes the milliseconds from an event's arrival in the task to its delivery */
    public DeliveryMeter(LongConsumer latencies) {
        this.latencies = latencies;
    }

    public void delivered(Duration sinceArrival) {
        delivered.increment();
        latencies.accept(sinceArrival.toMillis());
    }

    public void stale() {
        stale.increment();
    }

    public void retried() {
        retried.increment();
    }

    public void rejected() {
        rejected.increment();
    }

    /** So many deliveries are under way. */
    public void inFlight(int deliveries) {
        inFlight = deliveries;
    }

    public void holds(Buffered held) {
        buffered = held;
    }

    int inFlight() {
        return inFlight;
    }

    Buffered buffered() {
        return buffered;
    }

    /** Milliseconds since the change was made that has waited longest; 0 when none waits. */
    long oldestAge(Instant now) {
        return buffered.oldestChange
                .map(change -> Duration.between(change, now).toMillis())
                .orElse(0L);
    }
}
