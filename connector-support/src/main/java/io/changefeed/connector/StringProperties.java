/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Reads and validates text properties, including text in other formats such as JSON. A blank value counts as absent.
 */
public final class StringProperties {
    private StringProperties() {}

    /** Returns the value of a property of type STRING; empty if it is blank. */
    public static Optional<String> text(AbstractConfig config, String property) {
        return Optional.ofNullable(config.getString(property)).filter(text -> !text.isBlank());
    }

    /** Returns the value of a property of type PASSWORD; empty if it is blank. */
    public static Optional<String> secret(AbstractConfig config, String property) {
        return Optional.ofNullable(config.getPassword(property))
                .map(Password::value)
                .filter(text -> !text.isBlank());
    }

    /**
     * Returns a validator that rejects a value if the parser throws an {@link IllegalArgumentException}, with the
     * message of that exception.
     *
     * @param expected a description of valid values
     */
    public static ConfigDef.Validator validator(Consumer<String> parser, String expected) {
        return ConfigDef.LambdaValidator.with(
                (property, value) -> check(property, value, value instanceof String text ? text : "", parser),
                () -> expected);
    }

    /**
     * Like {@link #validator}, for a required property: a blank value is also passed to the parser. The definition
     * reports a missing value.
     */
    public static ConfigDef.Validator required(Consumer<String> parser, String expected) {
        return ConfigDef.LambdaValidator.with(
                (property, value) -> {
                    if (value instanceof String text) {
                        parse(property, value, text, parser);
                    }
                },
                () -> expected);
    }

    /** Like {@link #validator}, for a secret. The messages of the parser must not contain the value. */
    public static ConfigDef.Validator secretValidator(Consumer<String> parser, String expected) {
        return ConfigDef.LambdaValidator.with(
                (property, value) ->
                        check(property, value, value instanceof Password secret ? secret.value() : "", parser),
                () -> expected);
    }

    private static void check(String property, @Nullable Object value, String text, Consumer<String> parser) {
        if (!text.isBlank()) {
            parse(property, value, text, parser);
        }
    }

    private static void parse(String property, @Nullable Object value, String text, Consumer<String> parser) {
        try {
            parser.accept(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    property,
                    value instanceof String ? UrlCredentials.mask(text) : value,
                    UrlCredentials.mask(String.valueOf(e.getMessage())));
        }
    }
}
