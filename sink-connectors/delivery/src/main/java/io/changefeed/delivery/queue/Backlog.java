/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.health.DestinationHealth;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.queue.Lanes.Lane;
import io.changefeed.delivery.record.ReceivedEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * The events that are not complete: in the lanes of their items and the queues of their routes. Defers blocked events
 * that exceed their share of the buffer, and drops revoked ones.
 */
final class Backlog<P> {
    /** One of many routes can use this part of the events that are read ahead, so that slow ones leave some to others. */
    private static final int SHARES = 4;

    private final boolean hasManyRoutes;
    private final int maxReadyPerRoute;
    private final DeliveryListener listener;
    private final InFlight<P> inFlight;
    private final BlockedEvents blocked;
    private final Deferral<P> deferral;
    private final Routes<P> routes;
    private final Lanes<P> lanes = new Lanes<>();
    private final RouteSchedule<P> schedule = new RouteSchedule<>();
    private long nextNumber;
    private long records;
    private long ready;

    Backlog(
            boolean hasManyRoutes,
            DeliveryLimits limits,
            RetryPolicy retry,
            InFlight<P> inFlight,
            DeliveryListener listener) {
        this.hasManyRoutes = hasManyRoutes;
        this.maxReadyPerRoute = limits.readAhead() / (hasManyRoutes ? SHARES : 1);
        this.listener = listener;
        this.inFlight = inFlight;
        this.blocked = new BlockedEvents(limits.maxBlockedRecords(), limits.maxBlockedBytes());
        this.deferral = new Deferral<>(blocked);
        this.routes = new Routes<>(limits.batch(), blocked, retry);
    }

    DestinationHealth destination() {
        return routes.destination();
    }

    Routes<P> routes() {
        return routes;
    }

    RouteSchedule<P> schedule() {
        return schedule;
    }

    Lanes<P> lanes() {
        return lanes;
    }

    /** Appends an event to the lane of its item, or defers it. */
    void add(ReceivedEvent received, Route route, Instant now) {
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
        return destination().isOpen() && !hasManyRoutes;
    }

    private void append(QueuedEvent<P> event, RouteQueue<P> queue) {
        Lane<P> lane = lanes.add(event);
        count(queue, 1, event);
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
    void release(QueuedEvent<P> event, Instant now) {
        uncount(event);
        lanes.release(event).ifPresent(next -> {
            RouteQueue<P> queue = routes.of(next.route());
            queue.offer(next);
            update(queue, now);
        });
    }

    /** Completes an event that cannot be delivered. */
    void reject(QueuedEvent<P> event, String reason, Instant now) {
        release(event, now);
        listener.rejected(event.received(), reason);
    }

    /** Removes an event, and that the events of its lane wait for it if it is a suspect, from the counts. */
    private void uncount(QueuedEvent<P> event) {
        Lane<P> lane = lanes.of(event);
        if (lane.isSuspect()) {
            Stream.concat(Stream.of(event), lane.waiting().stream())
                    .forEach(each -> routes.of(each.route()).countBehindSuspect(-1, -each.bytes()));
        }
        count(routes.of(event.route()), -1, event);
    }

    private void count(RouteQueue<P> queue, int events, QueuedEvent<P> event) {
        records += events;
        queue.count(events, events * event.bytes());
    }

    /** Marks the event that occupies its lane as failed: the others of its lane are blocked. */
    void markSuspect(QueuedEvent<P> event) {
        Lane<P> lane = lanes.of(event);
        if (!lane.isSuspect()) {
            lane.suspect();
            Stream.concat(Stream.of(event), lane.waiting().stream())
                    .forEach(each -> routes.of(each.route()).countBehindSuspect(1, each.bytes()));
        }
    }

    /** Called after each change of a route's events or health. */
    void update(RouteQueue<P> queue, Instant now) {
        queue.countBlocked();
        ready += queue.countReady(maxReadyPerRoute);
        if (queue.isEmpty()) {
            schedule.remove(queue);
            routes.remove(queue);
        } else {
            routes.update(queue);
            schedule.update(queue, inFlight.maxPerRoute(routes.size()), now);
        }
    }

    /** Called when attempts take much longer than usual. The events of a route that hangs are blocked. */
    void onStall(List<Attempt<P>> stalled, Instant now) {
        if (hasManyRoutes && !stalled.isEmpty()) {
            stalled.forEach(attempt -> update(attempt.queue(), now));
            deferBlocked(now);
        }
    }

    /** Called after the health of all routes may have changed. */
    void updateAll(Instant now) {
        List.copyOf(routes.all()).forEach(queue -> update(queue, now));
    }

    /** Defers blocked events if they use more than their share of the buffer. */
    void deferBlocked(Instant now) {
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
        if (isHead ? queue.isBlocked() : lane.isSuspect() || queue.isBlocked()) {
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
    void forgetDeferred(Collection<TopicPartition> partitions) {
        deferral.clear(partitions);
    }

    /** Drops the events that are revoked and not in flight. */
    void dropRevoked(Instant now) {
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
        updateAll(now);
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
        count(queue, -1, event);
    }

    /** Returns a batch without its revoked events, whose lanes are released. It can be empty. */
    Batch<P> withoutRevoked(Batch<P> batch, Instant now) {
        if (!batch.hasRevoked()) {
            return batch;
        }
        batch.events().stream().filter(QueuedEvent::isRevoked).forEach(event -> release(event, now));
        return batch.withoutRevoked();
    }

    /**
     * The number of events for which others must be read: those that are blocked, wait for an event of their item or for
     * others to fill their batch, or exceed the share of their route, which may be slower than the others. 0 while no
     * event can be delivered at all, not even one that is read later.
     */
    long waiting() {
        return isOutage() ? 0 : records - ready - inFlight.events();
    }

    /** The share of the blocked events' part of the buffer that is in use; can exceed 1. */
    double blockedUsage() {
        return blocked.usage();
    }
}
