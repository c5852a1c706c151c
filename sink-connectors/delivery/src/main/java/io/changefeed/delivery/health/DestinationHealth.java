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

    /** The time and the number of attempts after which the task fails if no event is accepted. */
    private static final Duration FATAL_TIME = Duration.ofSeconds(60);

    private static final int FATAL_ATTEMPTS = 4;

    private final RetryPolicy policy;
    private final IntSupplier activeRoutes;
    private final CircuitBreaker breaker;
    private final ProbeGate newRoutes = new ProbeGate(failures -> NEW_ROUTE_BACKOFF);
    private final Evidence evidence = new Evidence();
    private final News news = new News();
    private final Set<RouteHealth> failedRoutes = Collections.newSetFromMap(new IdentityHashMap<>());
    private final LoneRejections loneRejections = new LoneRejections();
    private Optional<Instant> fatalSince = Optional.empty();
    private int fatalAttempts;
    private long step;

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

    /** The number of failures since the destination became unavailable. */
    public int failures() {
        return breaker.failures();
    }

    /** Returns until when the destination has requested a pause. */
    public Instant pausedUntil() {
        return breaker.pausedUntil();
    }

    /** Returns the gate for probes of a route while the destination is unavailable. */
    public ProbeGate gate(RouteHealth route, boolean ofSuspect) {
        return failedRoutes.contains(route) ? breaker.gate(ofSuspect) : newRoutes;
    }

    /** Returns why the task must fail, given the reason of a fatal failure: no event has been accepted for a while. */
    public boolean isFatal(Instant now) {
        return fatalAttempts >= FATAL_ATTEMPTS
                && fatalSince
                        .filter(since -> !now.isBefore(since.plus(FATAL_TIME)))
                        .isPresent();
    }

    Evidence evidence() {
        return evidence;
    }

    int newSuspects() {
        return news.size();
    }

    boolean takeLoneRejection(Instant now) {
        return loneRejections.take(now);
    }

    void onSuccess(long begun, Instant now) {
        news.onSuccess();
        fatalSince = Optional.empty();
        fatalAttempts = 0;
        evidence.onSuccess(begun, now);
        if (breaker.isOpen()) {
            breaker.close();
            failedRoutes.forEach(RouteHealth::wake);
        }
        failedRoutes.clear();
    }

    void onFailure(RouteHealth route, Suspect suspect, Failure failure, Instant now) {
        news.onFailure(suspect);
        failedRoutes.add(route);
        if (failure.kind() == Failure.Kind.FATAL) {
            fatalSince = fatalSince.or(() -> Optional.of(now));
            fatalAttempts++;
        }
        boolean isCommon = failedRoutes.size() >= OUTAGE_ROUTES || failedRoutes.size() >= activeRoutes.getAsInt();
        if (news.isOutage() && isCommon) {
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
