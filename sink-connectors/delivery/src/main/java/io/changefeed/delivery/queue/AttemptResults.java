/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.health.DestinationHealth;
import io.changefeed.delivery.health.Failure;
import io.changefeed.delivery.health.ProbeGate;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.health.RouteHealth;
import java.time.Instant;
import java.util.List;

/** Handles the results of attempts: completes events, and retries, halves or rejects what failed. */
final class AttemptResults<P> {
    /** A batch that fails so often is halved, because one of its events can be the cause. */
    private static final int ATTEMPTS_BEFORE_HALVING = 3;

    private final RetryPolicy retry;
    private final DeliveryListener listener;
    private final InFlight<P> inFlight;
    private final Backlog<P> backlog;
    private final DestinationHealth destination;

    AttemptResults(RetryPolicy retry, DeliveryListener listener, InFlight<P> inFlight, Backlog<P> backlog) {
        this.retry = retry;
        this.listener = listener;
        this.inFlight = inFlight;
        this.backlog = backlog;
        this.destination = backlog.destination();
    }

    /** Completes an attempt. */
    void complete(Attempt<P> attempt, DeliveryResult result, Instant now) {
        boolean wasOpen = destination.isOpen();
        end(attempt);
        boolean isAccepted = apply(attempt, result, now);
        RouteHealth health = attempt.queue().health();
        if (isAccepted) {
            attempt.probe().ifPresent(ProbeGate::onEnd);
            inFlight.onSuccess(attempt, now);
            health.onSuccess(attempt.begun(), now);
        } else {
            attempt.probe().ifPresent(probe -> probe.onFailure(now));
            health.onFailure();
        }
        if (wasOpen && !destination.isOpen()) {
            backlog.updateAll(now);
        }
        backlog.update(attempt.queue(), now);
        backlog.deferBlocked(now);
    }

    private void end(Attempt<P> attempt) {
        inFlight.remove(attempt);
        attempt.onEnd();
    }

    /** Returns whether at least one event was accepted. */
    private boolean apply(Attempt<P> attempt, DeliveryResult result, Instant now) {
        if (result instanceof DeliveryResult.PerEvent perEvent) {
            return complete(attempt, perEvent.results(), now);
        }
        Failure failure = failure(result);
        if (failure.kind() == Failure.Kind.UNREACHABLE) {
            destination.onUnreachable(failure.retryAfter(), now);
        }
        Batch<P> batch = backlog.withoutRevoked(attempt.batch(), now);
        if (batch.size() > 0) {
            fail(attempt.queue(), batch.size() == 1 ? batch.whole() : batch, failure, now);
        }
        return false;
    }

    private static Failure failure(DeliveryResult result) {
        if (result instanceof DeliveryResult.Rejected rejected) {
            return new Failure(Failure.Kind.REJECTED, rejected.reason());
        }
        if (result instanceof DeliveryResult.Fatal fatal) {
            return new Failure(Failure.Kind.FATAL, fatal.reason());
        }
        if (result instanceof DeliveryResult.Unavailable unavailable) {
            Failure.Kind kind = unavailable.scope() == DeliveryResult.Scope.DESTINATION
                    ? Failure.Kind.UNREACHABLE
                    : Failure.Kind.RETRYABLE;
            return new Failure(kind, unavailable.reason(), unavailable.retryAfter());
        }
        throw new IllegalArgumentException("not the failure of a whole batch: " + result);
    }

    private boolean complete(Attempt<P> attempt, List<EventResult> results, Instant now) {
        RouteHealth health = attempt.queue().health();
        List<QueuedEvent<P>> events = attempt.batch().events();
        int accepted = 0;
        for (int i = 0; i < events.size(); i++) {
            QueuedEvent<P> event = events.get(i);
            EventResult result = results.get(i);
            if (result instanceof EventResult.Retry retried) {
                failAlone(attempt.queue(), event, new Failure(Failure.Kind.RETRYABLE, retried.reason()), now);
            } else if (result instanceof EventResult.Rejected rejected) {
                failAlone(attempt.queue(), event, new Failure(Failure.Kind.REJECTED, rejected.reason()), now);
            } else {
                accepted++;
                health.onRecovery(event.suspect());
                accept(event, result, now);
            }
        }
        if (accepted > 0 && events.size() > 1) {
            health.onRecovery(attempt.batch().suspect());
        }
        if (accepted == events.size()) {
            attempt.queue().onFullSuccess(accepted);
        }
        return accepted > 0;
    }

    private void accept(QueuedEvent<P> event, EventResult result, Instant now) {
        backlog.lanes().onDelivery(event.lane());
        backlog.release(event, now);
        if (event.isRevoked()) {
            return;
        }
        if (result instanceof EventResult.Stale) {
            listener.stale(event.received());
        } else {
            listener.delivered(event.received());
        }
    }

    private void failAlone(RouteQueue<P> queue, QueuedEvent<P> event, Failure failure, Instant now) {
        if (event.isRevoked()) {
            backlog.release(event, now);
        } else {
            fail(queue, new Batch<>(List.of(event)), failure, now);
        }
    }

    private void fail(RouteQueue<P> queue, Batch<P> batch, Failure failure, Instant now) {
        batch.events().forEach(backlog::markSuspect);
        if (batch.size() == 1) {
            failSingle(queue, batch, failure, now);
            return;
        }
        RouteHealth health = queue.health();
        health.onFailure(batch.suspect(), failure, now);
        if (mustHalve(batch, failure)) {
            halve(queue, batch, now);
        } else {
            retry(queue, batch.whole(), health.retryAt(batch.suspect(), failure, now));
        }
    }

    /** A batch that was rejected contains an event at fault. One that fails for another reason can contain one. */
    private static boolean mustHalve(Batch<?> batch, Failure failure) {
        return failure.isRejection()
                || (failure.kind() == Failure.Kind.RETRYABLE
                        && (batch.suspect().isStruck() || batch.suspect().attempts() >= ATTEMPTS_BEFORE_HALVING));
    }

    private void failSingle(RouteQueue<P> queue, Batch<P> batch, Failure failure, Instant now) {
        QueuedEvent<P> event = batch.events().get(0);
        RouteHealth health = queue.health();
        event.suspect().continueFrom(backlog.lanes().struckAt(event.lane()));
        health.onFailure(event.suspect(), failure, now);
        if (health.isAtFault(event.suspect(), failure, now)) {
            backlog.lanes().onFault(event.lane(), event.suspect().firstStruckAt());
            health.onRejected(event.suspect());
            backlog.reject(event, reason(failure), now);
        } else {
            retry(queue, batch, health.retryAt(event.suspect(), failure, now));
        }
    }

    private String reason(Failure failure) {
        return failure.isRejection()
                ? failure.reason()
                : failure.reason() + "; still failing after 'retry.timeout.ms="
                        + retry.timeout().toMillis() + "' while other events were delivered";
    }

    private void halve(RouteQueue<P> queue, Batch<P> batch, Instant now) {
        if (!batch.isWhole()) {
            queue.onHalved();
        }
        batch.halves().forEach(half -> retry(queue, half, now));
    }

    private void retry(RouteQueue<P> queue, Batch<P> batch, Instant due) {
        queue.suspects().add(due, batch);
        batch.events().forEach(event -> listener.retried(event.received()));
    }

    /** Retries a batch whose delivery the task aborted before the destination accepted it. */
    void aborted(Attempt<P> attempt, Instant now) {
        end(attempt);
        attempt.probe().ifPresent(ProbeGate::onEnd);
        Batch<P> remaining = backlog.withoutRevoked(attempt.batch(), now);
        if (remaining.size() > 0) {
            remaining.events().forEach(backlog::markSuspect);
            retry(attempt.queue(), remaining.whole(), now);
        }
        backlog.update(attempt.queue(), now);
    }
}
