/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The attempts in flight. An attempt that takes much longer than usual is stalled and leaves the count, so that a route
 * that hangs does not stop the others.
 */
final class InFlight<P> {
    private static final Duration MIN_STALL_TIME = Duration.ofSeconds(1);
    private static final int STALL_FACTOR = 5;
    private static final int AVERAGED_ATTEMPTS = 16;

    private final int max;
    /** In the order of their start. */
    private final Set<Attempt<P>> attempts = new LinkedHashSet<>();

    private int events;
    private long usualNanos;

    InFlight(int max) {
        this.max = max;
    }

    /** The maximum number of attempts of one route. */
    int maxPerRoute(int routes) {
        return Math.max(1, max / Math.max(1, Math.min(4, routes)));
    }

    void add(Attempt<P> attempt) {
        attempts.add(attempt);
        count(attempt, attempt.batch().size());
    }

    void remove(Attempt<P> attempt) {
        attempts.remove(attempt);
        count(attempt, -attempt.batch().size());
    }

    private void count(Attempt<P> attempt, int added) {
        events += added;
        attempt.queue().countInFlight(added);
    }

    /** The number of events in all attempts. */
    int events() {
        return events;
    }

    void onSuccess(Attempt<P> attempt, Instant now) {
        long nanos = Duration.between(attempt.startedAt(), now).toNanos();
        usualNanos += (nanos - usualNanos) / AVERAGED_ATTEMPTS;
    }

    boolean hasCapacity(Instant now) {
        return attempts.size() < max || (attempts.size() < 2 * max && attempts.size() - stalled(now) < max);
    }

    private int stalled(Instant now) {
        int stalled = 0;
        for (Attempt<P> attempt : attempts) {
            if (stallsAt(attempt).isAfter(now)) {
                break;
            }
            stalled++;
        }
        return stalled;
    }

    /** Returns the attempts that have stalled since the last call. */
    List<Attempt<P>> takeStalled(Instant now) {
        List<Attempt<P>> stalled = List.of();
        for (Attempt<P> attempt : attempts) {
            if (stallsAt(attempt).isAfter(now)) {
                break;
            }
            if (!attempt.isStalled()) {
                stalled = stalled.isEmpty() ? new ArrayList<>() : stalled;
                stalled.add(attempt);
                attempt.stall();
            }
        }
        return stalled;
    }

    /** Returns when the next attempt stalls. */
    Optional<Instant> nextStall(Instant now) {
        return attempts.stream()
                .map(this::stallsAt)
                .filter(stall -> stall.isAfter(now))
                .findFirst();
    }

    private Instant stallsAt(Attempt<P> attempt) {
        long nanos = Math.max(MIN_STALL_TIME.toNanos(), STALL_FACTOR * usualNanos);
        return attempt.startedAt().plusNanos(nanos);
    }
}
