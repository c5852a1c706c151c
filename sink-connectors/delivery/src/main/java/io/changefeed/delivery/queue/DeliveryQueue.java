/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.health.DestinationHealth;
import io.changefeed.delivery.health.ProbeGate;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.record.ReceivedEvent;
import io.changefeed.event.ChangeEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Function<ChangeEvent, P> prepare;
    private final InFlight<P> inFlight;
    private final Backlog<P> backlog;
    private final DestinationHealth destination;
    private final AttemptResults<P> results;

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
        this.inFlight = new InFlight<>(limits.inFlight());
        this.backlog = new Backlog<>(hasManyRoutes, limits, retry, inFlight, listener);
        this.destination = backlog.destination();
        this.results = new AttemptResults<>(retry, listener, inFlight, backlog);
    }

    /** Appends an event to the lane of its item, or defers it. */
    public void add(ReceivedEvent event, Route route, Instant now) {
        backlog.add(event, route, now);
    }

    /** Called before the events of partitions are read again, or after they were revoked. */
    public void forgetDeferred(Collection<TopicPartition> partitions) {
        backlog.forgetDeferred(partitions);
    }

    /** Drops the events that are revoked and not in flight. */
    public void dropRevoked(Instant now) {
        backlog.dropRevoked(now);
    }

    /** The share of the blocked events' part of the buffer that is in use; can exceed 1. */
    public double blockedUsage() {
        return backlog.blockedUsage();
    }

    /**
     * The number of events for which others must be read, to fill their batches or to keep other routes and items busy.
     */
    public long waiting() {
        return backlog.waiting();
    }

    /** The isolations of the routes that have events and accept none. Can be read by any thread. */
    public Set<Object> unavailableRoutes() {
        return backlog.routes().unavailable();
    }

    /** The health of the destination. */
    public DestinationHealth destination() {
        return destination;
    }

    /** Returns the next attempt, if one can start now. It is in flight until {@link #complete} or {@link #aborted}. */
    public Optional<Attempt<P>> poll(Instant now) {
        backlog.onStall(inFlight.takeStalled(now), now);
        if (now.isBefore(destination.pausedUntil()) || !inFlight.hasCapacity(now)) {
            return Optional.empty();
        }
        return destination.isOpen() ? pollProbe(now) : pollRoute(now);
    }

    private Optional<Attempt<P>> pollRoute(Instant now) {
        Optional<Attempt<P>> attempt = Optional.empty();
        for (Optional<RouteQueue<P>> next = backlog.schedule().first(now);
                next.isPresent() && attempt.isEmpty();
                next = attempt.isEmpty() ? backlog.schedule().first(now) : next) {
            RouteQueue<P> queue = next.get();
            boolean ofSuspects = queue.prefersSuspects(now);
            attempt = begin(queue, ofSuspects, queue.health().probe(ofSuspects), now);
            backlog.update(queue, now);
        }
        return attempt;
    }

    /** Probes the routes in turn. */
    private Optional<Attempt<P>> pollProbe(Instant now) {
        for (RouteQueue<P> queue : List.copyOf(backlog.routes().all())) {
            for (boolean ofSuspects : List.of(false, true)) {
                if (probeDue(queue, ofSuspects)
                        .filter(due -> !now.isBefore(due))
                        .isPresent()) {
                    Optional<ProbeGate> gate = Optional.of(destination.gate(queue.health(), ofSuspects));
                    Optional<Attempt<P>> attempt = begin(queue, ofSuspects, gate, now);
                    backlog.update(queue, now);
                    if (attempt.isPresent()) {
                        backlog.routes().moveToEnd(queue);
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
                backlog.lanes().of(event).occupy();
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
            backlog.reject(event, String.valueOf(e.getMessage()), now);
            return Optional.empty();
        }
    }

    /** Returns when {@link #poll} can return the next attempt; empty if it must wait for an event or a result. */
    public Optional<Instant> due(Instant now) {
        Optional<Instant> due = destination.isOpen()
                ? backlog.routes().all().stream()
                        .flatMap(queue -> Stream.of(probeDue(queue, false), probeDue(queue, true)))
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo)
                : backlog.schedule().due();
        Optional<Instant> allowed = due.map(time -> later(time, destination.pausedUntil()));
        return inFlight.hasCapacity(now) ? allowed : allowed.flatMap(time -> inFlight.nextStall(now));
    }

    /** Completes an attempt. */
    public void complete(Attempt<P> attempt, DeliveryResult result, Instant now) {
        results.complete(attempt, result, now);
    }

    /** Retries a batch whose delivery the task aborted before the destination accepted it. */
    public void aborted(Attempt<P> attempt, Instant now) {
        results.aborted(attempt, now);
    }
}
