/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.queue;

import io.changefeed.delivery.destination.Route;
import io.changefeed.delivery.health.Suspect;
import io.changefeed.delivery.record.ReceivedEvent;
import java.util.Optional;

/**
 * An event in the lane of its item.
 *
 * @param number increases with every event that arrives
 * @param prepared the event as the destination sends it; empty before its first delivery
 * @param suspect its failed attempts
 */
record QueuedEvent<P>(
        long number, LaneKey lane, Route route, ReceivedEvent received, Optional<P> prepared, Suspect suspect) {
    QueuedEvent(long number, Route route, ReceivedEvent received) {
        this(number, LaneKey.of(received.event()), route, received, Optional.empty(), new Suspect());
    }

    QueuedEvent<P> withPrepared(P form) {
        return new QueuedEvent<>(number, lane, route, received, Optional.of(form), suspect);
    }

    long bytes() {
        return received.bytes();
    }

    boolean isRevoked() {
        return received.isRevoked();
    }
}
