/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The values of a property that selects a constant of an enum. */
public final class EnumValues<E extends Enum<E>> {
    private final List<E> constants;
    private final Function<? super E, String> text;

    private EnumValues(List<E> constants, Function<? super E, String> text) {
        this.constants = constants;
        this.text = text;
    }

    /** Returns the values of an enum whose constants are configured by their names in lower case. */
    public static <E extends Enum<E>> EnumValues<E> of(Class<E> type) {
        return of(type, constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    /** Returns the values of an enum whose constants are configured by other texts. */
    public static <E extends Enum<E>> EnumValues<E> of(Class<E> type, Function<? super E, String> text) {
        return new EnumValues<>(List.of(type.getEnumConstants()), text);
    }

    /** Returns the value that selects a constant. */
    public String text(E constant) {
        return text.apply(constant);
    }

    /** Returns the values of all constants, in their order. */
    public List<String> texts() {
        return constants.stream().<String>map(text).toList();
    }

    /** Returns a validator that accepts the values of the constants. */
    public ConfigDef.Validator validator() {
        return oneOf(texts());
    }

    /** Returns a validator that accepts only these values, which a form recommends. */
    public static ConfigDef.Validator oneOf(List<String> values) {
        return new OneOf(List.copyOf(values));
    }

    /** Kafka's validator does not expose its values. */
    record OneOf(List<String> values) implements ConfigDef.Validator {
        @Override
        public void ensureValid(String property, @Nullable Object value) {
            valid().ensureValid(property, value);
        }

        private ValidString valid() {
            return ValidString.in(values.toArray(String[]::new));
        }

        @Override
        public String toString() {
            return valid().toString();
        }
    }

    /** Returns the constant that a value selects; empty if there is none. */
    public Optional<E> parse(String value) {
        return constants.stream()
                .filter(constant -> text(constant).equals(value))
                .findFirst();
    }

    /** Returns the constant that a validated configuration selects. */
    public E get(AbstractConfig config, String property) {
        String value = config.getString(property);
        return parse(value)
                .orElseThrow(
                        () -> new ConfigException(property, value, "Expected one of " + String.join(", ", texts())));
    }
}
