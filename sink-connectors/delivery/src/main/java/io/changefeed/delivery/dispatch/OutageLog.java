/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the outages of the destination and of its routes. Short outages are expected and cause no warning. */
final class OutageLog {
    private static final int FAILURES_BEFORE_WARNING = 3;
    /** Bounds the memory if each item has a route. */
    private static final int MAX_ROUTES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);

    private final Set<Object> unavailableRoutes = new HashSet<>();
    private boolean isUnavailable;

    /** Returns whether the outage of the destination is logged now for the first time. */
    boolean destinationFailed(int failures, String reason) {
        LOG.debug("Destination unavailable: {}", reason);
        if (isUnavailable || failures < FAILURES_BEFORE_WARNING) {
            return false;
        }
        isUnavailable = true;
        LOG.warn("Destination unavailable, {} consecutive failures; retrying indefinitely: {}", failures, reason);
        return true;
    }

    void routeFailed(Object route, int failures, String reason) {
        LOG.debug("{} unavailable: {}", route, reason);
        boolean isReported = failures >= FAILURES_BEFORE_WARNING && unavailableRoutes.size() < MAX_ROUTES;
        if (isReported && unavailableRoutes.add(route)) {
            LOG.warn(
                    "{} unavailable, {} consecutive failures; retrying indefinitely, other events are delivered: {}",
                    route,
                    failures,
                    reason);
        }
    }

    /** Returns whether an outage of the destination was logged that has ended. */
    boolean succeeded(Object route) {
        if (unavailableRoutes.remove(route)) {
            LOG.info("{} available again", route);
        }
        if (isUnavailable) {
            isUnavailable = false;
            LOG.info("Destination available again");
            return true;
        }
        return false;
    }
}
