/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

import org.jspecify.annotations.Nullable;

/**
 * The target of an event within a destination. Only events with equal routes are delivered in one batch. Both parts are
 * compared with {@code equals}.
 */
public final class Route {
    /** The route of all events of a destination that has only one route. */
    public static final Route ONLY = new Route("destination", "destination");

    private final Object isolation;
    private final Object request;
    /** Computed once, because a destination can use the same route for millions of events. */
    private final int hashCode;

    /**
     * @param isolation the part of the destination that can fail independently, such as a URL, a collection or a table
     * @param request everything that events must have in common to share a request, such as the URL and headers
     */
    public Route(Object isolation, Object request) {
        this.isolation = isolation;
        this.request = request;
        hashCode = 31 * isolation.hashCode() + request.hashCode();
    }

    /** The part of the destination that can fail independently. */
    public Object isolation() {
        return isolation;
    }

    /** Everything that events have in common if they share a request. */
    public Object request() {
        return request;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Route route && isolation.equals(route.isolation) && request.equals(route.request));
    }

    @Override
    public int hashCode() {
        return hashCode;
    }

    @Override
    public String toString() {
        return isolation.toString();
    }
}
