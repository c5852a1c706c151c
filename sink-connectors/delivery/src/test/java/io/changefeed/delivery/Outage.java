/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A time during which a model's destination, or one of its routes, fails.
 *
 * @param route the route that fails; empty if all do
 * @param failing the share of requests that fail in a {@link Pattern#PARTIAL} outage
 * @param period the time from one failure to the next in a {@link Pattern#FLAPPING} outage
 * @param start measured from the start of the model, like {@code end}
 */
record Outage(
        OptionalInt route,
        Pattern pattern,
        Response response,
        double failing,
        Duration period,
        Duration start,
        Duration end) {
    enum Pattern {
        HARD,
        PARTIAL,
        FLAPPING
    }

    enum Response {
        /** The connection is refused. */
        REFUSED,
        /** Status 5xx. */
        SERVER_ERROR,
        /** Status 4xx. */
        CLIENT_ERROR,
        /** Status 403. */
        FORBIDDEN,
        /** There is no response until the request times out. */
        NONE
    }

    static Outage ofAll(Response response, Duration start, Duration end) {
        return new Outage(OptionalInt.empty(), Pattern.HARD, response, 1, Duration.ZERO, start, end);
    }

    Outage ofRoute(int onlyRoute) {
        return new Outage(OptionalInt.of(onlyRoute), pattern, response, failing, period, start, end);
    }

    boolean affects(int eventRoute) {
        return route.isEmpty() || route.getAsInt() == eventRoute;
    }

    boolean fails(Duration time, Random random) {
        if (time.compareTo(start) < 0 || time.compareTo(end) >= 0) {
            return false;
        }
        return switch (pattern) {
            case HARD -> true;
            case PARTIAL -> random.nextDouble() < failing;
            case FLAPPING -> time.minus(start).toNanos() % period.toNanos() < period.toNanos() / 2;
        };
    }

    /**
     * Whether an event that waited during this time can have waited for the outage, or for the retries after it.
     *
     * @param isReadAgain whether events were deferred: after the outage, they are read again before later ones
     */
    boolean explainsWait(int eventRoute, Duration from, Duration to, boolean isReadAgain) {
        Duration since = affects(eventRoute) ? start : end;
        Duration recovery = Duration.ofMinutes(2).plus(end.minus(start).dividedBy(2));
        return (affects(eventRoute) || isReadAgain)
                && from.compareTo(end.plus(recovery)) < 0
                && to.compareTo(since) > 0;
    }

    /** The kind of the outage, for the summary. */
    String kind() {
        return pattern + " " + response;
    }
}
