/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.health.DestinationHealth;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.health.RouteHealth;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The routes that have events, and the health of those that had some recently. */
final class Routes<P> {
    private static final int MAX_IDLE = 1_000;

    private final BatchLimits limits;
    private final BlockedEvents blocked;
    private final DestinationHealth destination;
    /** By isolation, in the order of the next probes. */
    private final Map<Object, RouteQueue<P>> active = new LinkedHashMap<>();

    private final Set<Object> unavailable = ConcurrentHashMap.newKeySet();

    private final Map<Object, RouteHealth> idle = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, RouteHealth> eldest) {
            return size() > MAX_IDLE;
        }
    };

    Routes(BatchLimits limits, BlockedEvents blocked, RetryPolicy retry) {
        this.limits = limits;
        this.blocked = blocked;
        this.destination = new DestinationHealth(retry, active::size);
    }

    DestinationHealth destination() {
        return destination;
    }

    /** Returns the queue of a route. */
    RouteQueue<P> of(Route route) {
        return active.computeIfAbsent(route.isolation(), isolation -> {
            RouteHealth health = idle.remove(isolation);
            return new RouteQueue<>(isolation, health == null ? destination.newRoute() : health, limits, blocked);
        });
    }

    Collection<RouteQueue<P>> all() {
        return active.values();
    }

    int size() {
        return active.size();
    }

    /** The isolations of the routes that have events and accept none. Can be read by any thread. */
    Set<Object> unavailable() {
        return unavailable;
    }

    /** Called after the health of a route may have changed. */
    void update(RouteQueue<P> queue) {
        if (queue.health().isOpen()) {
            unavailable.add(queue.isolation());
        } else {
            unavailable.remove(queue.isolation());
        }
    }

    /** Called when a route has no events. */
    void remove(RouteQueue<P> queue) {
        unavailable.remove(queue.isolation());
        if (active.remove(queue.isolation(), queue)) {
            idle.put(queue.isolation(), queue.health());
        }
    }

    void moveToEnd(RouteQueue<P> queue) {
        if (active.remove(queue.isolation(), queue)) {
            active.put(queue.isolation(), queue);
        }
    }
}
