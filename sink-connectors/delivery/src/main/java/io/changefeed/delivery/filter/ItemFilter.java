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
 * Selects items. An item matches if it meets all conditions.
 *
 * @param tables the names of the tables; empty for all
 * @param prefixes the prefixes of string key attributes, by attribute name
 * @param attributes the values of attributes, by attribute name; numbers are compared by value
 */
public record ItemFilter(Set<String> tables, Map<String, String> prefixes, Map<String, ItemValue> attributes) {
    public ItemFilter {
        tables = Set.copyOf(tables);
        prefixes = Map.copyOf(prefixes);
        attributes = Map.copyOf(attributes);
    }

    /** Whether the item can match, based on its table and key. */
    boolean canMatch(ChangeEvent event) {
        return (tables.isEmpty() || tables.contains(event.source().table()))
                && prefixes.entrySet().stream()
                        .allMatch(prefix -> hasPrefix(event, prefix.getKey(), prefix.getValue()));
    }

    private static boolean hasPrefix(ChangeEvent event, String attribute, String prefix) {
        if (event.key().attributes().get(attribute) instanceof ItemValue.S value) {
            return value.text().startsWith(prefix);
        }
        throw new RejectedEventException("source.key." + attribute + ": 'event.filter' requires a string attribute,"
                + " but the key of the table '" + event.source().table() + "' has no such attribute");
    }

    /** Whether the item matches after the change. */
    boolean matchesAfter(ChangeEvent event) {
        return matches(event, event.after())
                .orElseThrow(() -> new RejectedEventException("after.item: 'event.filter' compares "
                        + attributes.keySet() + ", but the event has no new image"
                        + event.source()
                                .viewType()
                                .map(type -> " (the stream's view type is " + type + ")")
                                .orElse("")));
    }

    /** Whether the item matched before the change; empty if the event does not contain enough information. */
    Optional<Boolean> matchedBefore(ChangeEvent event) {
        return matches(event, event.before());
    }

    private Optional<Boolean> matches(ChangeEvent event, Optional<Item> image) {
        if (attributes.isEmpty()) {
            // Does not read the image, because that would parse it.
            return Optional.of(true);
        }
        Map<String, ItemValue> known =
                image.map(Item::attributes).orElse(event.key().attributes());
        boolean differs = attributes.entrySet().stream()
                .filter(condition -> image.isPresent() || known.containsKey(condition.getKey()))
                .anyMatch(condition -> !equal(condition.getValue(), known.get(condition.getKey())));
        if (differs) {
            return Optional.of(false);
        }
        return image.isPresent() || known.keySet().containsAll(attributes.keySet())
                ? Optional.of(true)
                : Optional.empty();
    }

    private static boolean equal(ItemValue expected, @Nullable ItemValue actual) {
        if (expected instanceof ItemValue.N number && actual instanceof ItemValue.N other) {
            return number.decimal().compareTo(other.decimal()) == 0;
        }
        return expected.equals(actual);
    }
}
