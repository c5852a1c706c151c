/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.filter;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Source;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Selects items. An item matches if it meets all conditions. Values are compared by
 * {@linkplain ItemValue#hasSameValueAs value}. An item without an attribute that is compared does not match.
 *
 * @param tables the names of the tables; empty for all
 * @param keys the values of key attributes, by attribute name
 * @param prefixes the prefixes of string key attributes, by attribute name
 * @param attributes the values of attributes, by attribute name
 */
public record ItemFilter(
        Set<String> tables,
        Map<String, ItemValue> keys,
        Map<String, String> prefixes,
        Map<String, ItemValue> attributes) {
    public ItemFilter {
        tables = Set.copyOf(tables);
        keys = canonical(keys);
        prefixes = Map.copyOf(prefixes);
        attributes = canonical(attributes);
    }

    private static Map<String, ItemValue> canonical(Map<String, ItemValue> values) {
        return values.entrySet().stream()
                .collect(toUnmodifiableMap(
                        Map.Entry::getKey, attribute -> attribute.getValue().canonical()));
    }

    /** Whether the table alone decides. */
    public boolean selectsWholeTables() {
        return keys.isEmpty() && prefixes.isEmpty() && attributes.isEmpty();
    }

    /** Whether the item can match, based on its table and key. */
    boolean canMatch(ChangeEvent event) {
        Map<String, ItemValue> key = event.key().attributes();
        return (tables.isEmpty() || tables.contains(event.source().table()))
                && all(keys, (name, value) -> hasValue(key, name, value))
                && all(prefixes, (name, prefix) -> hasPrefix(key, name, prefix));
    }

    private static <V> boolean all(Map<String, V> conditions, BiPredicate<String, V> isMet) {
        return conditions.isEmpty()
                || conditions.entrySet().stream()
                        .allMatch(condition -> isMet.test(condition.getKey(), condition.getValue()));
    }

    private static boolean hasValue(Map<String, ItemValue> attributes, String name, ItemValue canonical) {
        ItemValue value = attributes.get(name);
        return value != null && canonical.equals(value.canonical());
    }

    private static boolean hasPrefix(Map<String, ItemValue> key, String name, String prefix) {
        return key.get(name) instanceof ItemValue.S value && value.text().startsWith(prefix);
    }

    /**
     * Whether the item matches after the change.
     *
     * @throws RejectedEventException if the event does not contain enough information
     */
    boolean matchesAfter(ChangeEvent event) {
        return matches(event, event.after())
                .orElseThrow(() -> new RejectedEventException("after.item: the filter compares " + attributes.keySet()
                        + ", but the event has no new image" + cause(event.source())));
    }

    private static String cause(Source source) {
        if (source.droppedImages().isPresent()) {
            return " (the source connector dropped it because the event was too large)";
        }
        return source.viewType()
                .map(type -> " (the stream's view type is " + type + ")")
                .orElse("");
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
        if (image.isPresent()) {
            Map<String, ItemValue> item = image.get().attributes();
            return Optional.of(all(attributes, (name, value) -> hasValue(item, name, value)));
        }
        Map<String, ItemValue> key = event.key().attributes();
        boolean differs = !all(attributes, (name, value) -> !key.containsKey(name) || hasValue(key, name, value));
        if (differs) {
            return Optional.of(false);
        }
        return key.keySet().containsAll(attributes.keySet()) ? Optional.of(true) : Optional.empty();
    }
}
