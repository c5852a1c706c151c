/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.health.DestinationHealth;
import io.changefeed.delivery.health.Failure;
import io.changefeed.delivery.health.ProbeGate;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.health.RouteHealth;
import io.changefeed.delivery.queue.Lanes.Lane;
import io.changefeed.delivery.record.ReceivedEvent;
import io.changefeed.event.ChangeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;

/**
 * Decides which events are delivered, and when. Pure: time and results are passed in.
 *
 * <p>The lane of an event is occupied from the moment the event joins a batch until it is complete. A batch that failed
 * as a whole is retried as the same batch or as its halves. An event that failed by itself is retried with others that
 * did.
 *
 * @param <P> an event in the form in which the destination sends it
 */
public final class DeliveryQueue<P> {
    /** A batch that fails so often is halved, because one of its events can be the cause. */
    private static final int ATTEMPTS_BEFORE_HALVING = 3;

    private final Function<ChangeEvent, P> prepare;
    private final boolean hasManyRoutes;
    private final RetryPolicy retry;
    private final DeliveryListener listener;
    private final BlockedEvents blocked;
    private final Deferral<P> deferral;
    private final InFlight<P> inFlight;
    private final Routes<P> routes;
    private final DestinationHealth destination;
    private final Lanes<P> lanes = new Lanes<>();
    private final RouteSchedule<P> schedule = new RouteSchedule<>();
    private long nextNumber;

    /**
     * @param prepare converts an event before its first delivery; it throws {@link DataException} to reject the event
     * @param hasManyRoutes whether events can have different routes
     */
    public DeliveryQueue(
            Function<ChangeEvent, P> prepare,
            boolean hasManyRoutes,
            DeliveryLimits limits,
            RetryPolicy retry,
            DeliveryListener listener) {
        this.prepare = prepare;
        this.hasManyRoutes = hasManyRoutes;
        this.retry = retry;
        this.listener = listener;
        this.blocked = new BlockedEvents(limits.maxBlockedRecords(), limits.maxBlockedBytes());
        this.deferral = new Deferral<>(blocked);
        this.inFlight = new InFlight<>(limits.inFlight());
        this.routes = new Routes<>(limits.batch(), blocked, retry);
        this.destination = routes.destination();
    }

    // Events that arrive or leave

    /** Appends an event to the lane of its item, or defers it. */
    public void add(ReceivedEvent received, Route route, Instant now) {
        QueuedEvent<P> event = new QueuedEvent<>(nextNumber++, route, received);
        RouteQueue<P> queue = routes.of(route);
        queue.health().onItem(event.lane());
        Optional<Lane<P>> lane = lanes.find(event.lane());
        boolean isBehindSuspect = lane.filter(Lane::isSuspect).isPresent();
        if (deferral.defers(event, queue, isBehindSuspect, lane.isPresent(), isOutage())) {
            defer(event);
        } else {
            append(event, queue);
        }
        update(queue, now);
    }

    /** Whether no event can be delivered, not even one that is read later. */
    private boolean isOutage() {
        return destination.isOpen() && !hasManyRoutes;
    }

    private void append(QueuedEvent<P> event, RouteQueue<P> queue) {
        Lane<P> lane = lanes.add(event);
        queue.count(1, event.bytes());
        if (lane.isSuspect()) {
            queue.countBehindSuspect(1, event.bytes());
        }
        if (!lane.isOccupied() && lane.waiting().size() == 1) {
            queue.offer(event);
        }
    }

    private void defer(QueuedEvent<P> event) {
        deferral.add(event);
        listener.deferred(event.received());
    }

    /** Ends the occupation of the lane of an event that is complete or revoked. */
    private void release(QueuedEvent<P> event, Instant now) {
        uncount(event);
        lanes.release(event).ifPresent(next -> {
            RouteQueue<P> queue = routes.of(next.route());
            queue.offer(next);
            update(queue, now);
        });
    }

    /** Removes an event, and that the events of its lane wait for it if it is a suspect, from the counts. */
    private void uncount(QueuedEvent<P> event) {
        Lane<P> lane = lanes.of(event);
        if (lane.isSuspect()) {
            Stream.concat(Stream.of(event), lane.waiting().stream())
                    .forEach(each -> routes.of(each.route()).countBehindSuspect(-1, -each.bytes()));
        }
        routes.of(event.route()).count(-1, -event.bytes());
    }

    private void markSuspect(QueuedEvent<P> event) {
        Lane<P> lane = lanes.of(event);
        if (!lane.isSuspect()) {
            lane.suspect();
            Stream.concat(Stream.of(event), lane.waiting().stream())
                    .forEach(each -> routes.of(each.route()).countBehindSuspect(1, each.bytes()));
        }
    }

    /** Called after each change of a route's events or health. */
    private void update(RouteQueue<P> queue, Instant now) {
        queue.countBlocked();
        if (queue.isEmpty()) {
            schedule.remove(queue);
            routes.remove(queue);
        } else {
            schedule.update(queue, inFlight.maxPerRoute(routes.size()), now);
        }
    }

    // Attempts

    /** Returns the next attempt, if one can start now. It is in flight until {@link #complete} or {@link #aborted}. */
    public Optional<Attempt<P>> poll(Instant now) {
        if (now.isBefore(destination.pausedUntil()) || !inFlight.hasCapacity(now)) {
            return Optional.empty();
        }
        return destination.isOpen() ? pollProbe(now) : pollRoute(now);
    }

    private Optional<Attempt<P>> pollRoute(Instant now) {
        Optional<Attempt<P>> attempt = Optional.empty();
        for (Optional<RouteQueue<P>> next = schedule.first(now);
                next.isPresent() && attempt.isEmpty();
                next = attempt.isEmpty() ? schedule.first(now) : next) {
            RouteQueue<P> queue = next.get();
            boolean ofSuspects = queue.canStart(true, now);
            attempt = begin(queue, ofSuspects, queue.health().probe(ofSuspects), now);
            update(queue, now);
        }
        return attempt;
    }

    /** Probes the routes in turn. */
    private Optional<Attempt<P>> pollProbe(Instant now) {
        for (RouteQueue<P> queue : List.copyOf(routes.all())) {
            for (boolean ofSuspects : List.of(false, true)) {
                if (probeDue(queue, ofSuspects)
                        .filter(due -> !now.isBefore(due))
                        .isPresent()) {
                    Optional<ProbeGate> gate = Optional.of(destination.gate(queue.health(), ofSuspects));
                    Optional<Attempt<P>> attempt = begin(queue, ofSuspects, gate, now);
                    update(queue, now);
                    if (attempt.isPresent()) {
                        routes.moveToEnd(queue);
                        return attempt;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> probeDue(RouteQueue<P> queue, boolean ofSuspects) {
        Optional<Instant> gate = destination.gate(queue.health(), ofSuspects).opensAt();
        return queue.due(ofSuspects)
                .flatMap(due -> gate.map(
                        opening -> later(later(due, opening), queue.health().pausedUntil())));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Optional<Attempt<P>> begin(
            RouteQueue<P> queue, boolean ofSuspects, Optional<ProbeGate> probe, Instant now) {
        return (ofSuspects ? queue.takeSuspects(now) : takeNew(queue, now)).map(batch -> {
            Attempt<P> attempt = new Attempt<>(queue, batch, destination.nextStep(), now, probe);
            queue.health().onBegin();
            inFlight.add(attempt);
            return attempt;
        });
    }

    private Optional<Batch<P>> takeNew(RouteQueue<P> queue, Instant now) {
        for (Optional<List<QueuedEvent<P>>> taken = queue.takeNew(now); taken.isPresent(); taken = queue.takeNew(now)) {
            List<QueuedEvent<P>> prepared = new ArrayList<>();
            for (QueuedEvent<P> event : taken.get()) {
                lanes.of(event).occupy();
                prepare(event, now).ifPresent(prepared::add);
            }
            if (!prepared.isEmpty()) {
                return Optional.of(new Batch<>(prepared));
            }
        }
        return Optional.empty();
    }

    private Optional<QueuedEvent<P>> prepare(QueuedEvent<P> event, Instant now) {
        try {
            return Optional.of(event.withPrepared(prepare.apply(event.received().event())));
        } catch (DataException e) {
            reject(event, String.valueOf(e.getMessage()), now);
            return Optional.empty();
        }
    }

    private void reject(QueuedEvent<P> event, String reason, Instant now) {
        release(event, now);
        listener.rejected(event.received(), reason);
    }

    /** Returns when {@link #poll} can return the next attempt; empty if it must wait for an event or a result. */
    public Optional<Instant> due(Instant now) {
        Optional<Instant> due = destination.isOpen()
                ? routes.all().stream()
                        .flatMap(queue -> Stream.of(probeDue(queue, false), probeDue(queue, true)))
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo)
                : schedule.due();
        Optional<Instant> allowed = due.map(time -> later(time, destination.pausedUntil()));
        return inFlight.hasCapacity(now) ? allowed : allowed.flatMap(time -> inFlight.nextStall(now));
    }

    // Results

    /** Completes an attempt. */
    public void complete(Attempt<P> attempt, DeliveryResult result, Instant now) {
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
            List.copyOf(routes.all()).forEach(queue -> update(queue, now));
        }
        update(attempt.queue(), now);
        deferBlocked(now);
    }

    private void end(Attempt<P> attempt) {
        inFlight.remove(attempt);
        attempt.queue().health().onEnd();
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
        Batch<P> batch = withoutRevoked(attempt.batch(), now);
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
        lanes.of(event).struckAt(Optional.empty());
        release(event, now);
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
            release(event, now);
        } else {
            fail(queue, new Batch<>(List.of(event)), failure, now);
        }
    }

    private void fail(RouteQueue<P> queue, Batch<P> batch, Failure failure, Instant now) {
        batch.events().forEach(this::markSuspect);
        if (batch.size() == 1) {
            failSingle(queue, batch, failure, now);
            return;
        }
        RouteHealth health = queue.health();
        health.onFailure(batch.suspect(), failure, now);
        if (mustHalve(batch, failure)) {
            health.onHalved(batch.suspect());
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
        Lane<P> lane = lanes.of(event);
        RouteHealth health = queue.health();
        event.suspect().continueFrom(lane.struckAt());
        health.onFailure(event.suspect(), failure, now);
        if (health.isAtFault(event.suspect(), failure, now)) {
            lane.struckAt(event.suspect().firstStruckAt());
            health.onRejected(event.suspect());
            reject(event, reason(failure), now);
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
    public void aborted(Attempt<P> attempt, Instant now) {
        end(attempt);
        attempt.probe().ifPresent(ProbeGate::onEnd);
        Batch<P> remaining = withoutRevoked(attempt.batch(), now);
        if (remaining.size() > 0) {
            remaining.events().forEach(this::markSuspect);
            retry(attempt.queue(), remaining.whole(), now);
        }
        update(attempt.queue(), now);
    }

    // Deferred and revoked events

    private void deferBlocked(Instant now) {
        if (isOutage() || !deferral.isNeeded()) {
            return;
        }
        List<Lane<P>> newestFirst = lanes.all().stream()
                .filter(lane -> !lane.waiting().isEmpty())
                .sorted(Comparator.comparing(
                                (Lane<P> lane) -> lane.waiting().getLast().number())
                        .reversed())
                .toList();
        for (Lane<P> lane : newestFirst) {
            if (deferral.isDone()) {
                break;
            }
            deferLane(lane, now);
        }
        lanes.removeEmpty();
        deferral.onEnd();
    }

    /** Defers the events of a lane that wait for a suspect, or for a route that is unavailable. */
    private void deferLane(Lane<P> lane, Instant now) {
        RouteQueue<P> queue = routes.of(lane.waiting().getFirst().route());
        boolean isHead = !lane.isOccupied();
        if (isHead && deferral.keepsProbe(queue)) {
            return;
        }
        if (isHead
                ? queue.health().isOpen()
                : lane.isSuspect() || queue.health().isOpen()) {
            if (isHead) {
                queue.withdraw(lane.waiting().getFirst());
            }
            List<QueuedEvent<P>> deferred = List.copyOf(lane.waiting());
            lane.waiting().clear();
            for (QueuedEvent<P> event : deferred) {
                uncountWaiting(lane, event);
                defer(event);
                update(routes.of(event.route()), now);
            }
        }
    }

    /** Called before the events of partitions are read again, or after they were revoked. */
    public void forgetDeferred(Collection<TopicPartition> partitions) {
        deferral.clear(partitions);
    }

    /** Drops the events that are revoked and not in flight. */
    public void dropRevoked(Instant now) {
        for (RouteQueue<P> queue : List.copyOf(routes.all())) {
            queue.suspects().drain((due, batch) -> {
                Batch<P> remaining = withoutRevoked(batch, now);
                if (remaining.size() > 0) {
                    queue.suspects().add(due, remaining);
                }
            });
        }
        lanes.all().forEach(this::dropRevoked);
        lanes.removeEmpty();
        List.copyOf(routes.all()).forEach(queue -> update(queue, now));
    }

    private void dropRevoked(Lane<P> lane) {
        if (lane.waiting().stream().noneMatch(QueuedEvent::isRevoked)) {
            return;
        }
        if (!lane.isOccupied()) {
            QueuedEvent<P> head = lane.waiting().getFirst();
            routes.of(head.route()).withdraw(head);
        }
        List<QueuedEvent<P>> revoked =
                lane.waiting().stream().filter(QueuedEvent::isRevoked).toList();
        lane.waiting().removeIf(QueuedEvent::isRevoked);
        revoked.forEach(event -> uncountWaiting(lane, event));
        if (!lane.isOccupied() && !lane.waiting().isEmpty()) {
            QueuedEvent<P> head = lane.waiting().getFirst();
            routes.of(head.route()).offer(head);
        }
    }

    private void uncountWaiting(Lane<P> lane, QueuedEvent<P> event) {
        RouteQueue<P> queue = routes.of(event.route());
        if (lane.isSuspect()) {
            queue.countBehindSuspect(-1, -event.bytes());
        }
        queue.count(-1, -event.bytes());
    }

    private Batch<P> withoutRevoked(Batch<P> batch, Instant now) {
        batch.events().stream().filter(QueuedEvent::isRevoked).forEach(event -> release(event, now));
        return batch.withoutRevoked();
    }

    // Health

    /** The share of the blocked events' part of the buffer that is in use; can exceed 1. */
    public double blockedUsage() {
        return blocked.usage();
    }

    /** The health of the destination. */
    public DestinationHealth destination() {
        return destination;
    }
}
