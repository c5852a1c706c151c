/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.filter;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import java.util.Optional;
import java.util.Set;

/**
 * Selects the events to deliver. An update that makes an item stop matching becomes a remove, so that the destination
 * deletes the item. An update that makes an item start matching becomes an insert.
 *
 * @param items the items to deliver
 * @param operations the operations of the resulting events to deliver; empty for all
 */
public record EventFilter(ItemFilter items, Set<Operation> operations) {
    public EventFilter {
        operations = Set.copyOf(operations);
    }

    /**
     * Parses a filter.
     *
     * @param json an object with any of {@code table}, {@code key}, {@code attribute} and {@code op}; blank for a
     *     filter that matches everything
     * @throws IllegalArgumentException if the JSON is not a valid filter; the message names the field
     */
    public static EventFilter parse(String json) {
        return FilterJson.parse(json).filter();
    }

    /** Returns the event to deliver, if any, when the task has read all events of the item before it. */
    public Optional<ChangeEvent> apply(ChangeEvent event) {
        return apply(event, true);
    }

    /**
     * Returns the event to deliver, if any.
     *
     * @param isBeforeKnown whether the task has read the previous event of the item. Otherwise the item may have matched
     *     before, although its old image does not match or the event is an insert
     * @throws RejectedEventException if the event does not have the new image that the filter compares
     */
    public Optional<ChangeEvent> apply(ChangeEvent event, boolean isBeforeKnown) {
        if (!items.canMatch(event)) {
            return Optional.empty();
        }
        return transition(event, isBeforeKnown)
                .filter(result -> operations.isEmpty() || operations.contains(result.operation()));
    }

    private Optional<ChangeEvent> transition(ChangeEvent event, boolean isBeforeKnown) {
        Optional<Boolean> matched = matchedBefore(event);
        boolean mayHaveMatched = !isBeforeKnown || matched.orElse(true);
        if (event.operation() == Operation.REMOVE) {
            return mayHaveMatched ? Optional.of(event) : Optional.empty();
        }
        if (!items.matchesAfter(event)) {
            return mayHaveMatched ? Optional.of(event.toRemove()) : Optional.empty();
        }
        boolean enters = event.operation() == Operation.MODIFY && !matched.orElse(true);
        return Optional.of(enters ? event.toInsert() : event);
    }

    /** Whether the item matched before the event; empty if unknown. */
    private Optional<Boolean> matchedBefore(ChangeEvent event) {
        return switch (event.operation()) {
            case INSERT -> Optional.of(false);
            case MODIFY, REMOVE -> items.matchedBefore(event);
            case READ -> Optional.empty();
        };
    }
}
