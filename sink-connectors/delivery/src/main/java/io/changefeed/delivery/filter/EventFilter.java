/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.filter;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are delivered, and as what. A destination that holds only some of the items must hear of one that is no
 * longer among them: the event becomes a remove. One that is among them for the first time becomes an insert.
 *
 * @param items that are delivered
 * @param operations of the resulting events that are delivered; all of them when it is empty
 */
public record EventFilter(ItemFilter items, Set<Operation> operations) {
    public EventFilter {
        operations = Set.copyOf(operations);
    }

    /**
     * Reads a filter.
     *
     * @param json an object with any of {@code table}, {@code key}, {@code attribute} and {@code op}; blank for a
     *     filter that lets everything pass
     * @throws IllegalArgumentException when it is anything else; the message names the field at fault
     */
    public static EventFilter parse(String json) {
        return FilterJson.parse(json).filter();
    }

    /**
     * The event as it is delivered; empty when it is not.
     *
     * @throws RejectedEventException when the event has not the image or the key attribute that decides
     */
    public Optional<ChangeEvent> apply(ChangeEvent event) {
        if (!items.mayHold(event)) {
            return Optional.empty();
        }
        return transition(event).filter(told -> operations.isEmpty() || operations.contains(told.operation()));
    }

    private Optional<ChangeEvent> transition(ChangeEvent event) {
        boolean isAmong = event.operation().hasAfter() && items.holdsAfter(event);
        return switch (event.operation()) {
            case INSERT -> isAmong ? Optional.of(event) : Optional.empty();
            // What the item was like before, nobody knows.
            case READ -> Optional.of(isAmong ? event : removal(event));
            case MODIFY -> {
                Optional<Boolean> wasAmong = items.heldBefore(event);
                if (isAmong) {
                    yield Optional.of(wasAmong.orElse(true) ? event : insertion(event));
                }
                yield wasAmong.orElse(true) ? Optional.of(removal(event)) : Optional.empty();
            }
            case REMOVE -> items.heldBefore(event).orElse(true) ? Optional.of(event) : Optional.empty();
        };
    }

    private static ChangeEvent removal(ChangeEvent event) {
        return new ChangeEvent(
                Operation.REMOVE, event.key(), event.before(), Optional.empty(), event.source(), event.time());
    }

    private static ChangeEvent insertion(ChangeEvent event) {
        return new ChangeEvent(
                Operation.INSERT, event.key(), Optional.empty(), event.after(), event.source(), event.time());
    }
}
