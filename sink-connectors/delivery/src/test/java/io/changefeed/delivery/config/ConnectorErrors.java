/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.config;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Connector;

/**
 * The errors of a connector's validation.
 *
 * @param connector the connector to validate
 * @param valid properties without an error, to which each test adds
 */
public record ConnectorErrors(Connector connector, Map<String, String> valid) {
    private static final String MARKER = "open-sesame";

    /** A class of this project, of Java or of a JSON parser, or a record as text. */
    private static final Pattern INTERNAL = Pattern.compile(
            "io\\.changefeed|java\\.(lang|util)|com\\.fasterxml|[A-Z][a-z]+[A-Z]\\w*\\[\\w+=|@[0-9a-f]{6,}");

    /** Secrets that are invalid in different ways, for keys, tokens, headers and JSON. */
    private static final List<String> SECRETS = List.of(
            MARKER,
            MARKER + "\n",
            "Bearer " + MARKER,
            "whsec_" + MARKER,
            "whsk_" + MARKER + "=",
            "X-Key: " + MARKER + "\u0001",
            "X-Key " + MARKER,
            "X-Key: ${" + MARKER + "}",
            "X-Key: ${" + MARKER,
            "Authorization: " + MARKER,
            "{\"private_key\": \"" + MARKER + "\"",
            "{\"type\": \"" + MARKER + "\", \"private_key\": \"" + MARKER + "\"}",
            "[{\"name\": \"a\", \"token\": \"" + MARKER + "\", \"tables\": [\"*\"]}]",
            "[{\"name\": \"a\", \"token\": \"" + MARKER + " 0123456789\", \"tables\": [\"*\"]}]",
            "[{\"name\": \"a\", \"token\": \"" + MARKER + "\", \"" + MARKER + "\": 1}]",
            "-----BEGIN CERTIFICATE-----\n" + MARKER + "\n-----END CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----\n" + MARKER + "\n-----END PRIVATE KEY-----");

    /** Values that are invalid for most properties. */
    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "x",
            "-1",
            "0",
            "9223372036854775807",
            "null",
            "{",
            "[]",
            "${",
            "${x}",
            "a\nb",
            "\u0000",
            "https://scott:" + MARKER + "@example.com/",
            "https://scott:" + MARKER + " @example.com/",
            "scott:" + MARKER + "@proxy");

    /** Returns the errors of each property that has any, with these properties instead of the valid ones. */
    public Map<String, List<String>> with(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(valid);
        properties.putAll(more);
        return of(properties);
    }

    private Map<String, List<String>> of(Map<String, String> properties) {
        return connector.validate(properties).configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(toMap(ConfigValue::name, ConfigValue::errorMessages));
    }

    /** Checks that a value has one error, which is on this property, names it, and contains the text. */
    public void assertOnly(String property, String message, Map<String, String> more) {
        Map<String, List<String>> errors = with(more);
        assertThat(errors).as("errors with %s", more).containsOnlyKeys(property);
        assertThat(errors.get(property))
                .singleElement()
                .asString()
                .contains(property)
                .contains(message)
                .doesNotContainPattern(INTERNAL);
    }

    /**
     * Checks that no message contains a secret: neither of the validation nor of a task that starts with invalid
     * properties. Each property of type PASSWORD is set, together with each invalid value of another property.
     *
     * @param start what a task does with its properties
     */
    public void assertSecretsAreHidden(Function<Map<String, String>, ?> start) {
        List<String> secrets = connector.config().configKeys().values().stream()
                .filter(key -> key.type == Type.PASSWORD)
                .map(key -> key.name)
                .toList();
        assertThat(secrets).isNotEmpty();
        for (String secret : SECRETS) {
            Map<String, String> all = secrets.stream().collect(toMap(name -> name, name -> secret));
            requireHidden(all, start);
            secrets.forEach(name -> requireHidden(Map.of(name, secret), start));
            connector.config().names().forEach(name -> {
                Map<String, String> properties = new HashMap<>(all);
                properties.put(name, "\u0001");
                requireHidden(properties, start);
            });
        }
    }

    private void requireHidden(Map<String, String> more, Function<Map<String, String>, ?> start) {
        assertThat(with(more).toString()).as("errors with %s", more).doesNotContain(MARKER);
        Map<String, String> properties = new HashMap<>(valid);
        properties.putAll(more);
        try {
            Object unused = start.apply(properties);
        } catch (ConfigException e) {
            assertThat(e).hasMessageNotContaining(MARKER);
        }
    }

    /**
     * Checks that the validation never throws, whatever the value of a property, that no message shows a class or the
     * credentials of a URL, and that a property is reported once.
     */
    public void assertEveryPropertyIsValidated() {
        for (String property : connector.config().names()) {
            for (String value : HOSTILE) {
                Map<String, String> properties = Map.of(property, value);
                assertThatCode(() -> with(properties))
                        .as("%s=%s", property, value)
                        .doesNotThrowAnyException();
                assertThat(with(properties)).allSatisfy((reported, messages) -> {
                    assertThat(messages)
                            .as("errors of %s with %s", reported, properties)
                            .hasSize(1);
                    assertThat(messages.get(0)).doesNotContain(MARKER).doesNotContainPattern(INTERNAL);
                });
            }
        }
    }
}
