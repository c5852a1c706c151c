/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.health;

import static io.changefeed.delivery.health.Evidence.MAX_NEW_SUSPECTS;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** The health of a route, and the evidence against its events. */
public final class RouteHealth {
    /** An event that has a strike and is rejected again is at fault most likely, so it is judged soon. */
    private static final Duration MAX_STRUCK_BACKOFF = Duration.ofSeconds(2);

    /** The time without a success, and the number of attempts, after which a rejected event can be at fault. */
    private static final Duration LONE_TIME = Duration.ofSeconds(60);

    private static final int LONE_REJECTIONS = 4;

    private final DestinationHealth destination;
    private final RetryPolicy policy;
    private final CircuitBreaker breaker;
    private final Evidence evidence = new Evidence();
    private final NewSuspects newSuspects = new NewSuspects();
    private final SendWindow window = new SendWindow();
    private final StrikeLimit strikeLimit = new StrikeLimit();
    private Optional<Object> onlyItem = Optional.empty();
    private boolean hasManyItems;
    private Instant lastSuccess = Instant.EPOCH;

    RouteHealth(DestinationHealth destination, RetryPolicy policy) {
        this.destination = destination;
        this.policy = policy;
        this.breaker = new CircuitBreaker(policy.backoff());
    }

    /** Called for the item of each event. An item without others in its route is judged by the other routes. */
    public void onItem(Object item) {
        if (!hasManyItems) {
            hasManyItems = onlyItem.filter(only -> !only.equals(item)).isPresent();
            onlyItem = Optional.of(item);
        }
    }

    /** Whether the route accepts no events at present. */
    public boolean isOpen() {
        return breaker.isOpen();
    }

    /** The number of failures since the route became unavailable. */
    public int failures() {
        return breaker.failures();
    }

    /** The number of attempts in flight. */
    public int inFlight() {
        return window.inFlight();
    }

    /** Whether another attempt can be in flight. */
    public boolean hasCapacity(int limit) {
        return window.isOpen(limit);
    }

    /** Returns when an attempt can start, apart from the capacity; empty while the result of a probe is pending. */
    public Optional<Instant> opensAt(boolean ofSuspect) {
        return breaker.opensAt(ofSuspect);
    }

    /** Returns until when the destination has requested a pause of the route. */
    public Instant pausedUntil() {
        return breaker.pausedUntil();
    }

    /** Returns the gate that admits an attempt; empty while the route is available. */
    public Optional<ProbeGate> probe(boolean ofSuspects) {
        return breaker.isOpen() ? Optional.of(breaker.gate(ofSuspects)) : Optional.empty();
    }

    /** Called when an attempt starts. */
    public void onBegin() {
        window.onBegin();
    }

    /** Called when an attempt ends. */
    public void onEnd() {
        window.onEnd();
    }

    /** Called for each event or batch that succeeds, with its earlier failures. */
    public void onRecovery(Suspect suspect) {
        if (suspect.attempts() > 0) {
            forget(suspect);
        }
        strikeLimit.onSuccess(suspect);
    }

    /**
     * Called for each attempt in which at least one event succeeded, after the failures of the same attempt.
     *
     * @param begun the step in which the attempt began
     */
    public void onSuccess(long begun, Instant now) {
        lastSuccess = now;
        newSuspects.onSuccess();
        breaker.close();
        window.onSuccess();
        evidence.onSuccess(begun, !strikeLimit.isUnreliable(), now);
        destination.onSuccess(begun, now);
    }

    /** Called for each attempt in which no event succeeded, after its failures. */
    public void onFailure() {
        window.onFailure();
    }

    /** Called for each event, or batch as a whole, that fails. */
    public void onFailure(Suspect suspect, Failure failure, Instant now) {
        strikeLimit.onFailure(suspect);
        suspect.fail(failure, destination.nextStep(), now);
        newSuspects.onFailure(suspect);
        evidence().onFailure(suspect);
        destination.onFailure(this, suspect, failure, now);
        if (newSuspects.isOutage()) {
            breaker.open(now);
        }
        if (suspect.firstStruckAt().isEmpty() && failure.kind() != Failure.Kind.UNREACHABLE) {
            failure.retryAfter().ifPresent(pause -> breaker.pause(pause, now));
        }
    }

    private void forget(Suspect suspect) {
        evidence.forget(suspect);
        destination.evidence().forget(suspect);
    }

    private Evidence evidence() {
        return hasManyItems ? evidence : destination.evidence();
    }

    /** Whether the evidence suffices to give up the suspect, whose last failure is passed. */
    public boolean isAtFault(Suspect suspect, Failure failure, Instant now) {
        boolean isProven = suspect.strikes() >= strikeLimit.strikes();
        if (isProven && failure.isRejection() && !strikeLimit.isUnreliable()) {
            return true;
        }
        if (isProven && isOver(policy.timeout(), suspect.firstStruckAt(), now)) {
            return true;
        }
        // A fatal failure of an event without a strike can concern all events, and fails the task instead.
        boolean isRejected = failure.kind() == Failure.Kind.REJECTED || (failure.isRejection() && suspect.isStruck());
        return isRejected && isLone(suspect, now) && destination.takeLoneRejection(now);
    }

    private boolean isLone(Suspect suspect, Instant now) {
        return suspect.rejections() >= LONE_REJECTIONS
                && isOver(LONE_TIME, suspect.firstRejectedAt(), now)
                && !now.isBefore(lastSuccess.plus(LONE_TIME))
                && newSuspects.size() <= MAX_NEW_SUSPECTS
                && destination.newSuspects() <= MAX_NEW_SUSPECTS;
    }

    private static boolean isOver(Duration time, Optional<Instant> since, Instant now) {
        return since.filter(start -> !now.isBefore(start.plus(time))).isPresent();
    }

    /** Called when a suspect is given up. */
    public void onRejected(Suspect suspect) {
        forget(suspect);
        strikeLimit.onRejected(suspect);
    }

    /** Returns when a suspect is retried, at the earliest. */
    public Instant retryAt(Suspect suspect, Failure failure, Instant now) {
        Duration delay = policy.backoff().delay(suspect.attempts());
        if (suspect.isStruck() && failure.isRejection() && delay.compareTo(MAX_STRUCK_BACKOFF) > 0) {
            delay = MAX_STRUCK_BACKOFF;
        }
        Optional<Duration> untilTimeout = suspect.firstStruckAt()
                .map(struck -> Duration.between(now, struck.plus(policy.timeout())))
                .filter(left -> !left.isNegative());
        if (!failure.isRejection() && untilTimeout.filter(shorterThan(delay)).isPresent()) {
            delay = untilTimeout.get();
        }
        Duration pause = failure.retryAfter()
                .filter(requested -> suspect.firstStruckAt().isPresent())
                .map(CircuitBreaker::limited)
                .orElse(Duration.ZERO);
        return now.plus(delay.compareTo(pause) > 0 ? delay : pause);
    }

    private static Predicate<Duration> shorterThan(Duration other) {
        return duration -> duration.compareTo(other) < 0;
    }

    /** Admits a probe at once, because the destination is available again. */
    void wake() {
        breaker.wake();
    }
}
