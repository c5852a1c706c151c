/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Measures the deliveries of a task. Totals start at 0 when the task starts. Thread-safe. */
public final class DeliveryMeter {
    private final Recorder recorder;
    private final Map<Result, LongAdder> totals = new EnumMap<>(Result.class);
    private volatile int inFlight;
    private volatile Circuits circuits = new Circuits(false, Set.of());
    private volatile Buffered buffered = new Buffered(0, 0, 0, 0, Optional.empty());

    /** The results that are counted. */
    public enum Result {
        DELIVERED,
        STALE,
        RETRIED,
        REJECTED,
        LOST
    }

    /** Records measured values for rates and averages. */
    public interface Recorder {
        void count(Result result);

        /** Records the time from the receipt of an event to its delivery. */
        void latency(Duration latency);
    }

    /**
     * What accepts no events at present.
     *
     * @param isOpen whether the destination as a whole is unavailable
     * @param unavailableRoutes the isolations of unavailable routes that have events; can change
     */
    record Circuits(boolean isOpen, Set<Object> unavailableRoutes) {}

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

    public DeliveryMeter(Recorder recorder) {
        this.recorder = recorder;
        for (Result result : Result.values()) {
            totals.put(result, new LongAdder());
        }
    }

    private void count(Result result) {
        counter(result).increment();
        recorder.count(result);
    }

    private LongAdder counter(Result result) {
        return requireNonNull(totals.get(result));
    }

    /** Returns the number of results since the task started. */
    long total(Result result) {
        return counter(result).sum();
    }

    /** @param latency the time since the event was received */
    void delivered(Duration latency) {
        count(Result.DELIVERED);
        recorder.latency(latency);
    }

    void stale() {
        count(Result.STALE);
    }

    void retried() {
        count(Result.RETRIED);
    }

    public void rejected() {
        count(Result.REJECTED);
    }

    /** Counts deferred events that the topic no longer contains. */
    public void lost(int events) {
        for (int i = 0; i < events; i++) {
            count(Result.LOST);
        }
    }

    void inFlight(int deliveries) {
        inFlight = deliveries;
    }

    void circuits(Circuits current) {
        circuits = current;
    }

    public void buffered(Buffered events) {
        buffered = events;
    }

    int inFlight() {
        return inFlight;
    }

    Circuits circuits() {
        return circuits;
    }

    Buffered buffered() {
        return buffered;
    }

    /**
     * Returns the time in milliseconds since the oldest buffered change; 0 if the buffer is empty, or if DynamoDB's
     * clock is ahead.
     */
    long oldestAge(Instant now) {
        return buffered.oldestChange
                .map(change -> Math.max(0, Duration.between(change, now).toMillis()))
                .orElse(0L);
    }
}
