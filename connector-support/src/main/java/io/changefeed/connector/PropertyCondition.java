/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the values of other properties, on which it depends whether a property has a meaning.
 *
 * @param properties the names of these properties
 * @param test tests the parsed values of all properties, by name. A value that has the wrong type is null
 */
public record PropertyCondition(Set<String> properties, Predicate<Map<String, Object>> test) {
    public PropertyCondition {
        properties = Set.copyOf(properties);
    }

    /** The property has a value that is not blank. */
    public static PropertyCondition set(String property) {
        return of(property, PropertyCondition::isSet);
    }

    /** The property has no value, or a blank one. */
    public static PropertyCondition unset(String property) {
        return of(property, value -> !isSet(value));
    }

    /** The BOOLEAN property is true, or its value has the wrong type. */
    public static PropertyCondition isTrue(String property) {
        return of(property, value -> !Boolean.FALSE.equals(value));
    }

    /** The STRING property has one of these values. */
    public static PropertyCondition in(String property, String... values) {
        Set<String> accepted = Set.of(values);
        return of(property, value -> accepted.contains(String.valueOf(value)));
    }

    /** The STRING property has none of these values. */
    public static PropertyCondition notIn(String property, String... values) {
        Set<String> refused = Set.of(values);
        return of(property, value -> !refused.contains(String.valueOf(value)));
    }

    /** The INT or LONG property is above the limit, or its value has the wrong type. */
    public static PropertyCondition above(String property, long limit) {
        return of(property, value -> !(value instanceof Number number) || number.longValue() > limit);
    }

    private static PropertyCondition of(String property, Predicate<@Nullable Object> test) {
        return new PropertyCondition(Set.of(property), values -> test.test(values.get(property)));
    }

    private static boolean isSet(@Nullable Object value) {
        if (value instanceof Collection<?> list) {
            return !list.isEmpty();
        }
        return Optional.ofNullable(value)
                .map(set -> set instanceof Password secret ? secret.value() : set.toString())
                .filter(text -> !text.isBlank())
                .isPresent();
    }

    public PropertyCondition and(PropertyCondition other) {
        return new PropertyCondition(union(other), test.and(other.test));
    }

    public PropertyCondition or(PropertyCondition other) {
        return new PropertyCondition(union(other), test.or(other.test));
    }

    private Set<String> union(PropertyCondition other) {
        Set<String> union = new TreeSet<>();
        Stream.of(properties, other.properties).forEach(union::addAll);
        return union;
    }
}
