/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.destination;

/**
 * The target of an event within a destination. Only events with equal routes are delivered in one batch. Both parts are
 * compared with {@code equals}.
 *
 * @param isolation the part of the destination that can fail independently, such as a URL, a collection or a table
 * @param request everything that events must have in common to share a request, such as the URL and headers
 */
public record Route(Object isolation, Object request) {
    /** The route of all events of a destination that has only one route. */
    public static final Route ONLY = new Route("destination", "destination");
}
