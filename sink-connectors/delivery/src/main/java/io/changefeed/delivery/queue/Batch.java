/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.Route;
import java.util.List;

/** Events of one route that are delivered together. Compared by identity: each batch is delivered separately. */
public final class Batch<P> {
    private final List<QueuedEvent<P>> events;
    private final int attempts;

    Batch(List<QueuedEvent<P>> events) {
        this(events, 0);
    }

    private Batch(List<QueuedEvent<P>> events, int attempts) {
        this.events = List.copyOf(events);
        this.attempts = attempts;
    }

    List<QueuedEvent<P>> events() {
        return events;
    }

    /** The number of events. */
    public int size() {
        return events.size();
    }

    /** The number of times that the destination was unavailable for these events. */
    int attempts() {
        return attempts;
    }

    /** The route of all events. */
    public Route route() {
        return events.get(0).route();
    }

    /** The table of the first event. */
    public String table() {
        return events.get(0).lane().table();
    }

    /** The events as the destination sends them. */
    public List<P> prepared() {
        return events.stream().map(event -> event.prepared().orElseThrow()).toList();
    }

    Batch<P> afterFailure() {
        return new Batch<>(events, attempts + 1);
    }

    /**
     * Splits the batch in half. The first half can have one event more than the second. A single event is not split.
     */
    List<Batch<P>> halves() {
        int middle = (events.size() + 1) / 2;
        Batch<P> first = new Batch<>(events.subList(0, middle));
        return middle == events.size()
                ? List.of(first)
                : List.of(first, new Batch<>(events.subList(middle, events.size())));
    }

    /** Returns the batch without its revoked events. It can be empty. */
    Batch<P> withoutRevoked() {
        return new Batch<>(events.stream().filter(event -> !event.isRevoked()).toList(), attempts);
    }

    /** Whether any of its events is revoked. */
    public boolean hasRevoked() {
        return events.stream().anyMatch(QueuedEvent::isRevoked);
    }
}
