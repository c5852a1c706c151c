/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** The routes that can start an attempt, by the time when they can; those that can at once by their oldest event. */
final class RouteSchedule<P> {
    private final NavigableSet<Entry<P>> entries = new TreeSet<>(Comparator.<Entry<P>, Instant>comparing(Entry::due)
            .thenComparing(Entry::oldest)
            .thenComparing(Entry::number));
    private final Map<RouteQueue<P>, Entry<P>> scheduled = new HashMap<>();
    private long number;

    private record Entry<P>(Instant due, Long oldest, Long number, RouteQueue<P> route) {}

    /** Schedules a route after each change of its events or its health. */
    void update(RouteQueue<P> route, int maxInFlight, Instant now) {
        remove(route);
        route.due(maxInFlight).ifPresent(due -> {
            Instant at = due.isAfter(now) ? due : Instant.MIN;
            Entry<P> entry = new Entry<>(at, route.oldest(), number++, route);
            scheduled.put(route, entry);
            entries.add(entry);
        });
    }

    void remove(RouteQueue<P> route) {
        Entry<P> entry = scheduled.remove(route);
        if (entry != null) {
            entries.remove(entry);
        }
    }

    /** Returns the route that can start an attempt now and has the oldest event. */
    Optional<RouteQueue<P>> first(Instant now) {
        return entries.isEmpty() || entries.first().due.isAfter(now)
                ? Optional.empty()
                : Optional.of(entries.first().route);
    }

    /** Returns when a route can start an attempt. */
    Optional<Instant> due() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.first().due);
    }
}
