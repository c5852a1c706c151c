/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.health.Suspect;
import java.util.ArrayList;
import java.util.List;

/**
 * Events of one route that are delivered together. Compared by identity: each batch is delivered separately.
 *
 * @param <P> an event in the form in which the destination sends it
 */
public final class Batch<P> {
    private final List<QueuedEvent<P>> events;
    private final Suspect suspect;
    private final boolean isWhole;

    /** A batch that has not failed as a whole. */
    Batch(List<QueuedEvent<P>> events) {
        this(events, new Suspect(), false);
    }

    private Batch(List<QueuedEvent<P>> events, Suspect suspect, boolean isWhole) {
        this.events = List.copyOf(events);
        this.suspect = this.events.size() == 1 ? this.events.get(0).suspect() : suspect;
        this.isWhole = isWhole;
    }

    List<QueuedEvent<P>> events() {
        return events;
    }

    /** The number of events. */
    public int size() {
        return events.size();
    }

    /** The failed attempts of the batch; those of the event, if it contains a single one. */
    Suspect suspect() {
        return suspect;
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
        List<P> prepared = new ArrayList<>(events.size());
        for (QueuedEvent<P> event : events) {
            prepared.add(event.prepared().orElseThrow());
        }
        return prepared;
    }

    /** Whether the batch is retried unchanged, or is the half of one that failed. */
    boolean isWhole() {
        return isWhole;
    }

    /** Returns the batch with the same events and failures, which is retried unchanged. */
    Batch<P> whole() {
        return new Batch<>(events, suspect, true);
    }

    /**
     * Splits the batch in half. The first half can have one event more than the second. A single event is not split.
     */
    List<Batch<P>> halves() {
        int middle = (events.size() + 1) / 2;
        return middle == events.size() ? List.of(whole()) : List.of(part(0, middle), part(middle, events.size()));
    }

    private Batch<P> part(int from, int to) {
        Batch<P> part = new Batch<>(events.subList(from, to)).whole();
        part.suspect.inherit(suspect);
        return part;
    }

    /** Whether another batch can be added: both consist of events that failed by themselves, and the limits allow it. */
    boolean canJoin(Batch<P> other, BatchLimits limits) {
        return !isWhole
                && !other.isWhole
                && route().equals(other.route())
                && size() + other.size() <= limits.records()
                && bytes() + other.bytes() <= limits.bytes();
    }

    Batch<P> join(Batch<P> other) {
        List<QueuedEvent<P>> all = new ArrayList<>(events);
        all.addAll(other.events);
        return new Batch<>(all);
    }

    private long bytes() {
        return events.stream().mapToLong(QueuedEvent::bytes).sum();
    }

    /** Returns the batch without its revoked events. It can be empty. */
    Batch<P> withoutRevoked() {
        return hasRevoked()
                ? new Batch<>(
                        events.stream().filter(event -> !event.isRevoked()).toList(), suspect, isWhole)
                : this;
    }

    /** Whether any of its events is revoked. */
    public boolean hasRevoked() {
        for (QueuedEvent<P> event : events) {
            if (event.isRevoked()) {
                return true;
            }
        }
        return false;
    }
}
