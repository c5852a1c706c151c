/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the outages of the destination and of its routes. Short outages are expected and cause no warning. Routes are
 * logged by name only, because an isolation can contain secrets and data of items.
 */
final class OutageLog {
    private static final int FAILURES_BEFORE_WARNING = 3;
    /** Bounds the memory if each item has a route. */
    private static final int MAX_ROUTES = 1_000;

    private final Function<Object, String> routeNames;
    private final Logger log;
    private final Set<Object> unavailableRoutes = new HashSet<>();
    private boolean isUnavailable;

    /** @param routeNames returns the name of a route's isolation, without secrets and data of items */
    OutageLog(Function<Object, String> routeNames) {
        this(routeNames, LoggerFactory.getLogger(OutageLog.class));
    }

    OutageLog(Function<Object, String> routeNames, Logger log) {
        this.routeNames = routeNames;
        this.log = log;
    }

    /** Returns whether the outage of the destination is logged now for the first time. */
    boolean destinationFailed(int failures, String reason) {
        log.debug("Destination unavailable: {}", reason);
        if (isUnavailable || failures < FAILURES_BEFORE_WARNING) {
            return false;
        }
        isUnavailable = true;
        log.warn("Destination unavailable, {} consecutive failures; retrying indefinitely: {}", failures, reason);
        return true;
    }

    void routeFailed(Object isolation, int failures, String reason) {
        String route = routeNames.apply(isolation);
        log.debug("{} unavailable: {}", route, reason);
        boolean isReported = failures >= FAILURES_BEFORE_WARNING && unavailableRoutes.size() < MAX_ROUTES;
        if (isReported && unavailableRoutes.add(isolation)) {
            log.warn(
                    "{} unavailable, {} consecutive failures; retrying indefinitely, other events are delivered: {}",
                    route,
                    failures,
                    reason);
        }
    }

    /** Returns whether an outage of the destination was logged that has ended. */
    boolean succeeded(Object isolation) {
        if (unavailableRoutes.remove(isolation)) {
            log.info("{} available again", routeNames.apply(isolation));
        }
        if (isUnavailable) {
            isUnavailable = false;
            log.info("Destination available again");
            return true;
        }
        return false;
    }
}
