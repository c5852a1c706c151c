/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.subscription;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.fanout.ring.BufferedEvent;
import java.util.Optional;

/**
 * Selects the events of a subscriber.
 *
 * @param hidesUnmatchedRows whether a row of a snapshot that does not match is hidden. Otherwise it is a remove, because
 *     the item may have matched before: a copy then converges, but the subscriber sees keys of items that never matched
 */
public record EventSelection(EventFilter filter, boolean hidesUnmatchedRows) {
    /**
     * Returns how the subscriber sees the event; empty if it is not selected.
     *
     * @param isBeforeKnown as for {@link EventFilter#apply(ChangeEvent, boolean)}
     * @throws RejectedEventException if the event lacks data that the filter needs
     */
    Optional<VisibleEvent> visibleAs(BufferedEvent event, boolean isBeforeKnown) {
        return selected(event, isBeforeKnown)
                .filter(visible ->
                        !hidesUnmatchedRows || !event.isSnapshotRow() || visible.operation() != Operation.REMOVE);
    }

    private Optional<VisibleEvent> selected(BufferedEvent event, boolean isBeforeKnown) {
        if (!filter.items().tables().isEmpty()
                && !filter.items().tables().contains(event.table().name())) {
            return Optional.empty();
        }
        if (filter.items().selectsWholeTables()) {
            boolean isSelected =
                    filter.operations().isEmpty() || filter.operations().contains(event.operation());
            return isSelected ? Optional.of(new VisibleEvent(event.operation(), false)) : Optional.empty();
        }
        return filter.apply(event.event())
                .map(visible -> new VisibleEvent(visible.operation(), false))
                .or(() -> isBeforeKnown
                        ? Optional.empty()
                        : filter.apply(event.event(), false).map(remove -> new VisibleEvent(remove.operation(), true)));
    }
}
