/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/** The health of a destination, and the evidence against events that have their routes for themselves. */
public final class DestinationHealth {
    /** Failures of so many routes mean that the destination is at fault. */
    private static final int OUTAGE_ROUTES = 3;

    /** A route that has not failed is probed without the backoff of the others, but not more often than this. */
    private static final Duration NEW_ROUTE_BACKOFF = Duration.ofMillis(500);

    /** The time and the number of failures without a success after which a person must look. */
    private static final Duration PERSISTENT_TIME = Duration.ofSeconds(60);

    private static final int PERSISTENT_FAILURES = 4;

    private final RetryPolicy policy;
    private final IntSupplier activeRoutes;
    private final CircuitBreaker breaker;
    private final ProbeGate newRoutes = new ProbeGate(failures -> NEW_ROUTE_BACKOFF);
    private final Evidence evidence = new Evidence();
    private final NewSuspects newSuspects = new NewSuspects();
    private final Set<RouteHealth> failedRoutes = Collections.newSetFromMap(new IdentityHashMap<>());
    private final LoneRejections loneRejections = new LoneRejections();
    private final FailureStreak failures = new FailureStreak();
    private final FailureStreak fatalFailures = new FailureStreak();
    private long step;

    /** The failures since the last success. */
    private static final class FailureStreak {
        private Optional<Instant> first = Optional.empty();
        private int count;

        private void add(Instant now) {
            first = first.or(() -> Optional.of(now));
            count++;
        }

        private void clear() {
            first = Optional.empty();
            count = 0;
        }

        private boolean isPersistent(Instant now) {
            return count >= PERSISTENT_FAILURES
                    && first.filter(since -> !now.isBefore(since.plus(PERSISTENT_TIME)))
                            .isPresent();
        }
    }

    /** @param activeRoutes the number of routes that have events */
    public DestinationHealth(RetryPolicy policy, IntSupplier activeRoutes) {
        this.policy = policy;
        this.activeRoutes = activeRoutes;
        this.breaker = new CircuitBreaker(policy.backoff());
    }

    /** Returns the health of a new route. */
    public RouteHealth newRoute() {
        return new RouteHealth(this, policy);
    }

    /** Returns a number that is greater than all earlier ones, because several attempts can begin at the same time. */
    public long nextStep() {
        return ++step;
    }

    /** Whether the destination accepts no events at present, of any route. */
    public boolean isOpen() {
        return breaker.isOpen();
    }

    /**
     * Whether no event has been accepted for a while, for other reasons than a rejection. It takes more than a few events
     * to {@linkplain #isOpen open} the destination, but they can be all that there are.
     */
    public boolean isFailing(Instant now) {
        return failures.isPersistent(now);
    }

    /** The number of failures since the destination became unavailable, or since the last success if it did not. */
    public int failures() {
        return breaker.isOpen() ? breaker.failures() : failures.count;
    }

    /** Returns until when the destination has requested a pause. */
    public Instant pausedUntil() {
        return breaker.pausedUntil();
    }

    /** Returns the gate for probes of a route while the destination is unavailable. */
    public ProbeGate gate(RouteHealth route, boolean ofSuspect) {
        return failedRoutes.contains(route) ? breaker.gate(ofSuspect) : newRoutes;
    }

    /** Whether the task must fail after a fatal failure, because no event has been accepted for a while. */
    public boolean isFatal(Instant now) {
        return fatalFailures.isPersistent(now);
    }

    Evidence evidence() {
        return evidence;
    }

    int newSuspects() {
        return newSuspects.size();
    }

    boolean takeLoneRejection(Instant now) {
        return loneRejections.take(now);
    }

    void onSuccess(long begun, Instant now) {
        newSuspects.onSuccess();
        failures.clear();
        fatalFailures.clear();
        evidence.onSuccess(begun, false, now);
        if (breaker.isOpen()) {
            breaker.close();
            failedRoutes.forEach(RouteHealth::wake);
        }
        failedRoutes.clear();
    }

    void onFailure(RouteHealth route, Suspect suspect, Failure failure, Instant now) {
        newSuspects.onFailure(suspect);
        failedRoutes.add(route);
        if (failure.kind() != Failure.Kind.REJECTED) {
            failures.add(now);
        }
        if (failure.kind() == Failure.Kind.FATAL && !suspect.isStruck()) {
            fatalFailures.add(now);
        }
        boolean isCommon = failedRoutes.size() >= OUTAGE_ROUTES || failedRoutes.size() >= activeRoutes.getAsInt();
        if (newSuspects.isOutage() && isCommon) {
            breaker.open(now);
        }
    }

    /**
     * Called when the destination cannot be reached, which affects all routes.
     *
     * @param retryAfter the pause that the destination requested, if any
     */
    public void onUnreachable(Optional<Duration> retryAfter, Instant now) {
        breaker.open(now);
        retryAfter.ifPresent(pause -> breaker.pause(pause, now));
    }
}
