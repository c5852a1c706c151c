/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import io.changefeed.connector.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Stops the deliveries of a route or destination that does not accept events, except for probes. New events and suspects
 * have separate probes, so that an event that always fails does not hide the end of the outage. Any success closes the
 * breaker.
 */
final class CircuitBreaker {
    /** The longest pause that a destination can request. */
    private static final Duration MAX_PAUSE = Duration.ofHours(1);

    private final ProbeGate newEvents;
    private final ProbeGate suspects;
    private boolean isOpen;
    private Instant pausedUntil = Instant.MIN;

    CircuitBreaker(Backoff backoff) {
        newEvents = new ProbeGate(backoff);
        suspects = new ProbeGate(backoff);
    }

    boolean isOpen() {
        return isOpen;
    }

    void open(Instant now) {
        if (!isOpen) {
            isOpen = true;
            newEvents.start(now);
            suspects.start(now);
        }
    }

    void close() {
        isOpen = false;
    }

    /** Honors a pause that the destination requests. */
    void pause(Duration pause, Instant now) {
        pausedUntil = later(pausedUntil, now.plus(limited(pause)));
    }

    static Duration limited(Duration pause) {
        return pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
    }

    /** Returns the gate for probes, which applies while the breaker is open. */
    ProbeGate gate(boolean ofSuspects) {
        return ofSuspects ? suspects : newEvents;
    }

    /** Returns when an attempt can start; empty while the result of a probe is pending. */
    Optional<Instant> opensAt(boolean ofSuspect) {
        return isOpen ? gate(ofSuspect).opensAt().map(due -> later(due, pausedUntil)) : Optional.of(pausedUntil);
    }

    Instant pausedUntil() {
        return pausedUntil;
    }

    /** The number of failures since the breaker opened. */
    int failures() {
        return Math.max(newEvents.failures(), suspects.failures());
    }

    void wake() {
        newEvents.wake();
        suspects.wake();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
