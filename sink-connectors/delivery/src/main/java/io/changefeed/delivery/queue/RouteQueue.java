/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.health.RouteHealth;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The events of a route that can be delivered now, each of a different item, and the suspects that wait for a retry. */
final class RouteQueue<P> {
    /** The batch limit doubles after this number of full batches that were accepted. */
    private static final int FULL_BATCHES = 10;

    private final Object isolation;
    private final RouteHealth health;
    private final BatchLimits maxLimits;
    private final BlockedEvents blocked;
    private final Map<Route, RequestQueue<P>> requests = new HashMap<>();
    /** By the number of their oldest event, so that no request starves, however many there are. */
    private final NavigableMap<Long, RequestQueue<P>> byAge = new TreeMap<>();

    private final NavigableMap<Long, RequestQueue<P>> full = new TreeMap<>();
    private final RetryQueue<Batch<P>> suspects = new RetryQueue<>();
    private BatchLimits limits;
    private int fullBatches;
    private int newEvents;
    /** The number of new events whose requests fill a batch. */
    private int fullEvents;
    /** How many of them were counted as ready. */
    private int ready;

    /** The number of events in flight. */
    private int inFlight;

    private int stalled;
    private int maxInFlight = Integer.MAX_VALUE;
    /** Whether the last attempt was one of suspects. */
    private boolean wereSuspects;

    private final Events all = new Events();
    private final Events behindSuspects = new Events();
    private final Events counted = new Events();

    private static final class Events {
        private long records;
        private long bytes;

        private void add(long newRecords, long newBytes) {
            records += newRecords;
            bytes += newBytes;
        }
    }

    RouteQueue(Object isolation, RouteHealth health, BatchLimits limits, BlockedEvents blocked) {
        this.isolation = isolation;
        this.health = health;
        this.maxLimits = limits;
        this.limits = limits;
        this.blocked = blocked;
    }

    Object isolation() {
        return isolation;
    }

    RouteHealth health() {
        return health;
    }

    /** Whether it has no events, not even in flight. */
    boolean isEmpty() {
        return all.records == 0;
    }

    /** The number of new events that can be delivered now. */
    int newEvents() {
        return newEvents;
    }

    /**
     * Updates the number of events that are ready: those that can be delivered now and whose requests fill a batch. More
     * events must be read to fill the batches of the others. Returns the change.
     *
     * @param max the maximum number of events that are ready or in flight; more of them are not counted as ready
     */
    int countReady(int max) {
        int before = ready;
        ready = isBlocked() ? 0 : Math.max(0, Math.min(fullEvents, max - inFlight));
        return ready - before;
    }

    /** Counts events whose attempt starts, or ends. */
    void countInFlight(int events) {
        inFlight += events;
    }

    /** Whether no new event can be delivered: the route is unavailable, or hangs. */
    boolean isBlocked() {
        return health.isOpen() || (stalled > 0 && stalled == health.inFlight() && !health.hasCapacity(maxInFlight));
    }

    /** Counts attempts in flight that take much longer than usual. */
    void countStalled(int attempts) {
        stalled += attempts;
    }

    /** Counts events that were added to the lanes of this route, or removed from them. */
    void count(long records, long bytes) {
        all.add(records, bytes);
        countBlocked();
    }

    /** Counts events that wait for a suspect. */
    void countBehindSuspect(long records, long bytes) {
        behindSuspects.add(records, bytes);
        countBlocked();
    }

    /** Updates the blocked events, which are all events of an unavailable route. */
    void countBlocked() {
        Events now = isBlocked() ? all : behindSuspects;
        long records = now.records - counted.records;
        long bytes = now.bytes - counted.bytes;
        counted.add(records, bytes);
        blocked.add(records, bytes);
    }

    /** Adds an event that can be delivered. */
    void offer(QueuedEvent<P> event) {
        RequestQueue<P> request = requests.computeIfAbsent(event.route(), key -> new RequestQueue<>());
        unindex(request);
        request.add(event);
        newEvents++;
        index(request, event.route());
    }

    /** Removes an event that was offered. */
    void withdraw(QueuedEvent<P> event) {
        RequestQueue<P> request = requests.get(event.route());
        if (request != null) {
            unindex(request);
            request.remove(event);
            newEvents--;
            index(request, event.route());
        }
    }

    private void unindex(RequestQueue<P> request) {
        if (!request.isEmpty()) {
            byAge.remove(request.number());
            if (full.remove(request.number()) != null) {
                fullEvents -= request.size();
            }
        }
    }

    private void index(RequestQueue<P> request, Route key) {
        if (request.isEmpty()) {
            requests.remove(key);
            return;
        }
        byAge.put(request.number(), request);
        indexFull(request);
    }

    private void indexFull(RequestQueue<P> request) {
        if (request.isFull(limits)) {
            full.put(request.number(), request);
            fullEvents += request.size();
        }
    }

    RetryQueue<Batch<P>> suspects() {
        return suspects;
    }

    /** Returns when new events or suspects can be delivered, whatever the health of the route. */
    Optional<Instant> due(boolean ofSuspects) {
        if (ofSuspects) {
            return suspects.due();
        }
        return full.isEmpty()
                ? Optional.ofNullable(byAge.firstEntry())
                        .map(oldest -> oldest.getValue().due(limits))
                : Optional.of(Instant.MIN);
    }

    /** Returns when an attempt can start; empty if none can before something else happens. */
    Optional<Instant> due(int limit) {
        maxInFlight = limit;
        if (!health.hasCapacity(maxInFlight)) {
            return Optional.empty();
        }
        Optional<Instant> ofNew = dueIfHealthy(false);
        Optional<Instant> ofSuspects = dueIfHealthy(true);
        return ofNew.isEmpty()
                        || ofSuspects.filter(due -> due.isBefore(ofNew.get())).isPresent()
                ? ofSuspects
                : ofNew;
    }

    private Optional<Instant> dueIfHealthy(boolean ofSuspects) {
        return due(ofSuspects)
                .flatMap(due -> health.opensAt(ofSuspects).map(opening -> due.isBefore(opening) ? opening : due));
    }

    /** Whether suspects can be delivered now, or new events. */
    boolean canStart(boolean ofSuspects, Instant now) {
        return dueIfHealthy(ofSuspects).filter(due -> !now.isBefore(due)).isPresent();
    }

    /**
     * Whether suspects are next. They alternate with new events: a suspect that always fails, and whose failures pause
     * the route, does not hold up the others.
     */
    boolean prefersSuspects(Instant now) {
        return canStart(true, now) && !(wereSuspects && canStart(false, now));
    }

    /** The number of the oldest event that was never delivered; the greatest number if there is none. */
    long oldest() {
        return byAge.isEmpty() ? Long.MAX_VALUE : byAge.firstKey();
    }

    /** Removes the next new events, if a batch is full or its oldest event has lingered long enough. */
    Optional<List<QueuedEvent<P>>> takeNew(Instant now) {
        wereSuspects = false;
        return Optional.ofNullable(byAge.firstEntry())
                .filter(oldest -> !now.isBefore(oldest.getValue().due(limits)))
                .or(() -> Optional.ofNullable(full.firstEntry()))
                .map(Map.Entry::getValue)
                .map(request -> {
                    unindex(request);
                    List<QueuedEvent<P>> taken = request.take(limits);
                    newEvents -= taken.size();
                    index(request, taken.get(0).route());
                    return taken;
                });
    }

    /** Removes the next suspects that are due. Events that failed by themselves share a batch. */
    Optional<Batch<P>> takeSuspects(Instant now) {
        wereSuspects = true;
        return suspects.poll(now).map(first -> {
            Batch<P> batch = first;
            for (Optional<Batch<P>> next = suspects.poll(now, batch, this::canJoin);
                    next.isPresent();
                    next = suspects.poll(now, batch, this::canJoin)) {
                batch = batch.join(next.get());
            }
            return batch;
        });
    }

    private boolean canJoin(Batch<P> batch, Batch<P> next) {
        return batch.canJoin(next, limits);
    }

    /** Called when a batch was accepted completely. */
    void onFullSuccess(int size) {
        if (size < limits.records() || limits.records() >= maxLimits.records()) {
            return;
        }
        fullBatches++;
        if (fullBatches >= FULL_BATCHES) {
            limit(Math.min(maxLimits.records(), limits.records() * 2));
        }
    }

    /** Called when a batch of new events is halved. */
    void onHalved() {
        limit(Math.max(1, limits.records() / 2));
    }

    private void limit(int records) {
        limits = maxLimits.withRecords(records);
        fullBatches = 0;
        full.clear();
        fullEvents = 0;
        byAge.values().forEach(this::indexFull);
    }
}
