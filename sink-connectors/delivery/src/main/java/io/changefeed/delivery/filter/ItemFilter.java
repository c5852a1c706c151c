/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.filter;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Some of the items of some tables. All that is given must hold.
 *
 * @param tables by name; all of them when it is empty
 * @param prefixes what the text of a key attribute begins with, by the attribute's name
 * @param attributes what an attribute equals, by its name; numbers equal by value
 */
public record ItemFilter(Set<String> tables, Map<String, String> prefixes, Map<String, ItemValue> attributes) {
    public ItemFilter {
        tables = Set.copyOf(tables);
        prefixes = Map.copyOf(prefixes);
        attributes = Map.copyOf(attributes);
    }

    /** Whether the event's item may be among these, by what of it never changes. */
    boolean mayHold(ChangeEvent event) {
        return (tables.isEmpty() || tables.contains(event.source().table()))
                && prefixes.entrySet().stream().allMatch(prefix -> begins(event, prefix.getKey(), prefix.getValue()));
    }

    private static boolean begins(ChangeEvent event, String attribute, String prefix) {
        if (event.key().attributes().get(attribute) instanceof ItemValue.S value) {
            return value.text().startsWith(prefix);
        }
        throw new RejectedEventException("source.key." + attribute + ": the filter compares a text here, but the key"
                + " of table " + event.source().table() + " has no such attribute of type S");
    }

    /** Whether the item is among these now. */
    boolean holdsAfter(ChangeEvent event) {
        return holds(event, event.after())
                .orElseThrow(() -> new RejectedEventException("after.item: the filter compares "
                        + attributes.keySet() + ", but the event has no new image"
                        + event.source()
                                .viewType()
                                .map(type -> " (the stream's view type is " + type + ")")
                                .orElse("")));
    }

    /** Whether the item was among these before; empty when the event does not tell. */
    Optional<Boolean> heldBefore(ChangeEvent event) {
        return holds(event, event.before());
    }

    private Optional<Boolean> holds(ChangeEvent event, Optional<Item> image) {
        if (attributes.isEmpty()) {
            // The image stays unread.
            return Optional.of(true);
        }
        Map<String, ItemValue> known =
                image.map(Item::attributes).orElse(event.key().attributes());
        boolean differs = attributes.entrySet().stream()
                .filter(wanted -> image.isPresent() || known.containsKey(wanted.getKey()))
                .anyMatch(wanted -> !equal(wanted.getValue(), known.get(wanted.getKey())));
        if (differs) {
            return Optional.of(false);
        }
        return image.isPresent() || known.keySet().containsAll(attributes.keySet())
                ? Optional.of(true)
                : Optional.empty();
    }

    private static boolean equal(ItemValue wanted, @Nullable ItemValue found) {
        if (wanted instanceof ItemValue.N number && found instanceof ItemValue.N other) {
            return number.decimal().compareTo(other.decimal()) == 0;
        }
        return wanted.equals(found);
    }
}
