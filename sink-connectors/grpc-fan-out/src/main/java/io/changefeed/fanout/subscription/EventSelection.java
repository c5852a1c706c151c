/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.BufferedEvent;
import java.util.Optional;

/** Selects the events of a subscriber. */
public record EventSelection(EventFilter filter) {
    /**
     * Returns the operation that the subscriber sees; empty if the event is not selected.
     *
     * @throws RejectedEventException if the event lacks data that the filter needs
     */
    Optional<Operation> visibleAs(BufferedEvent event) {
        if (!filter.items().tables().isEmpty()
                && !filter.items().tables().contains(event.table().name())) {
            return Optional.empty();
        }
        if (filter.items().selectsWholeTables()) {
            boolean isSelected =
                    filter.operations().isEmpty() || filter.operations().contains(event.operation());
            return isSelected ? Optional.of(event.operation()) : Optional.empty();
        }
        return filter.apply(event.event()).map(ChangeEvent::operation);
    }
}
