/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.config;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Properties whose value is a text that somebody else reads; a blank one is as one that is absent. */
final class StringProperties {
    private StringProperties() {}

    static Optional<String> text(AbstractConfig config, String property) {
        return Optional.ofNullable(config.getString(property)).filter(text -> !text.isBlank());
    }

    static Optional<String> secret(AbstractConfig config, String property) {
        return Optional.ofNullable(config.getPassword(property))
                .map(Password::value)
                .filter(text -> !text.isBlank());
    }

    /**
     * Refuses what the reader refuses by an IllegalArgumentException, with its message.
     *
     * @param expected what a valid value is
     */
    static ConfigDef.Validator validator(Consumer<String> reader, String expected) {
        return ConfigDef.LambdaValidator.with(
                (property, value) -> check(property, value, value instanceof String text ? text : "", reader),
                () -> expected);
    }

    /** The same where there must be a text: the reader is given a blank one too. */
    static ConfigDef.Validator required(Consumer<String> reader, String expected) {
        return ConfigDef.LambdaValidator.with(
                (property, value) -> read(property, value, value instanceof String text ? text : "", reader),
                () -> expected);
    }

    /** The first for a secret. The reader's messages hold nothing of it. */
    static ConfigDef.Validator secretValidator(Consumer<String> reader, String expected) {
        return ConfigDef.LambdaValidator.with(
                (property, value) ->
                        check(property, value, value instanceof Password secret ? secret.value() : "", reader),
                () -> expected);
    }

    private static void check(String property, @Nullable Object value, String text, Consumer<String> reader) {
        if (!text.isBlank()) {
            read(property, value, text, reader);
        }
    }

    private static void read(String property, @Nullable Object value, String text, Consumer<String> reader) {
        try {
            reader.accept(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(property, value, e.getMessage());
        }
    }
}
