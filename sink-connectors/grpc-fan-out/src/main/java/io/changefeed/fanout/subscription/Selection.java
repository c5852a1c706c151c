/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.HeldEvent;
import java.util.Optional;

/** Which events a subscriber is told of, and as what. */
public record Selection(EventFilter filter) {
    /**
     * What the event is to the subscriber; empty when it is told nothing of it.
     *
     * @throws RejectedEventException when the event has not what the filter compares
     */
    Optional<Operation> told(HeldEvent event) {
        if (!filter.items().tables().isEmpty()
                && !filter.items().tables().contains(event.table().name())) {
            return Optional.empty();
        }
        if (filter.items().prefixes().isEmpty() && filter.items().attributes().isEmpty()) {
            boolean isWanted =
                    filter.operations().isEmpty() || filter.operations().contains(event.operation());
            return isWanted ? Optional.of(event.operation()) : Optional.empty();
        }
        return filter.apply(event.event()).map(ChangeEvent::operation);
    }
}
