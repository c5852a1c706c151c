/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.record.ReceivedEvent;
import java.util.Optional;

/**
 * An event in the lane of its item.
 *
 * @param number increases with every event that arrives
 * @param prepared the event as the destination sends it; empty before its first delivery
 * @param failures its failed attempts
 */
record QueuedEvent<P>(
        long number, LaneKey lane, Route route, ReceivedEvent received, Optional<P> prepared, Failures failures) {
    QueuedEvent(long number, Route route, ReceivedEvent received) {
        this(number, LaneKey.of(received.event()), route, received, Optional.empty(), Failures.NONE);
    }

    QueuedEvent<P> withPrepared(P form) {
        return new QueuedEvent<>(number, lane, route, received, Optional.of(form), failures);
    }

    QueuedEvent<P> withFailures(Failures newFailures) {
        return new QueuedEvent<>(number, lane, route, received, prepared, newFailures);
    }

    boolean isRevoked() {
        return received.isRevoked();
    }
}
