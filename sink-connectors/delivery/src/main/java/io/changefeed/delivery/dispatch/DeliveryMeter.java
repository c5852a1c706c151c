/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Measures the deliveries of a task. Thread-safe. */
public final class DeliveryMeter {
    private final Recorder recorder;
    private volatile int inFlight;
    private volatile Buffered buffered = new Buffered(0, 0, Optional.empty());

    /** The results that are counted. */
    enum Result {
        DELIVERED,
        STALE,
        RETRIED,
        REJECTED
    }

    /** Records measured values. */
    interface Recorder {
        void count(Result result);

        /** Records the time from the receipt of an event to its delivery. */
        void latency(Duration latency);
    }

    /**
     * The undelivered events that a task buffers.
     *
     * @param oldestChange the time of the oldest change; empty if the buffer is empty
     */
    public record Buffered(long records, long bytes, Optional<Instant> oldestChange) {}

    DeliveryMeter(Recorder recorder) {
        this.recorder = recorder;
    }

    /** @param latency the time since the event was received */
    void delivered(Duration latency) {
        recorder.count(Result.DELIVERED);
        recorder.latency(latency);
    }

    void stale() {
        recorder.count(Result.STALE);
    }

    void retried() {
        recorder.count(Result.RETRIED);
    }

    public void rejected() {
        recorder.count(Result.REJECTED);
    }

    void inFlight(int deliveries) {
        inFlight = deliveries;
    }

    public void buffered(Buffered events) {
        buffered = events;
    }

    int inFlight() {
        return inFlight;
    }

    Buffered buffered() {
        return buffered;
    }

    /** Returns the time in milliseconds since the oldest buffered change; 0 if the buffer is empty. */
    long oldestAge(Instant now) {
        return buffered.oldestChange
                .map(change -> Duration.between(change, now).toMillis())
                .orElse(0L);
    }
}
