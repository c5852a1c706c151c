/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Measures the deliveries of a task. Thread-safe. */
public final class DeliveryMeter {
    private final Recorder recorder;
    private volatile int inFlight;
    private volatile Buffered buffered = new Buffered(0, 0, 0, 0, Optional.empty());

    /** The results that are counted. */
    enum Result {
        DELIVERED,
        STALE,
        RETRIED,
        REJECTED,
        LOST
    }

    /** Records measured values. */
    interface Recorder {
        void count(Result result);

        /** Records the time from the receipt of an event to its delivery. */
        void latency(Duration latency);
    }

    /**
     * The undelivered events of a task.
     *
     * @param records the number of events in the buffer
     * @param bytes their size
     * @param deferred the number of events that must be read again
     * @param uncommitted the number of events above the committed offsets, delivered or not
     * @param oldestChange the time of the oldest undelivered change; empty if there is none
     */
    public record Buffered(long records, long bytes, long deferred, long uncommitted, Optional<Instant> oldestChange) {}

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

    /** Counts deferred events that the topic no longer contains. */
    public void lost(int events) {
        for (int i = 0; i < events; i++) {
            recorder.count(Result.LOST);
        }
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
