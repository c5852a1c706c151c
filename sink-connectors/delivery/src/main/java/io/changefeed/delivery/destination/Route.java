/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

/**
 * The place that an event is delivered to. Only events with equal routes are delivered in one batch. Both parts are
 * compared by {@code equals}.
 *
 * @param isolation the part of the destination that can fail alone: a URL, a collection, a table
 * @param request everything that events must have in common to share one request: the URL and its headers
 */
public record Route(Object isolation, Object request) {
    /** The route of every event at a destination that has only one. */
    public static final Route ONLY = new Route("destination", "destination");
}
