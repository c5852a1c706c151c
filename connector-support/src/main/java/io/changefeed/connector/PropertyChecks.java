/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

/**
 * Validates a configuration: first each property against its definition, then dependencies between properties. Messages
 * contain no credentials of URLs.
 */
public final class PropertyChecks {
    private final Map<String, ConfigValue> values;
    private final Map<String, String> properties;

    public PropertyChecks(ConfigDef definition, Map<String, String> properties) {
        values = new LinkedHashMap<>(definition.validateAll(properties));
        values.values().forEach(PropertyChecks::keepFirstError);
        this.properties = Map.copyOf(properties);
    }

    /** A value that is missing or has the wrong type also fails the validator of its property, as null. */
    private static void keepFirstError(ConfigValue value) {
        List<String> errors = value.errorMessages();
        if (!errors.isEmpty()) {
            String first = UrlCredentials.mask(errors.get(0));
            errors.clear();
            errors.add(first);
        }
    }

    /** Returns the properties with this prefix, which is removed from their names. They need no definition. */
    public Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** Returns the value of a property; empty if it is missing or invalid. */
    public <T> Optional<T> value(String property, Class<T> type) {
        // Kafka keeps an invalid value along with its error.
        return Optional.ofNullable(values.get(property))
                .filter(value -> value.errorMessages().isEmpty())
                .map(ConfigValue::value)
                .filter(type::isInstance)
                .map(type::cast);
    }

    /** Whether a property of type STRING or PASSWORD has a value that is not blank. */
    public boolean isSet(String property) {
        return value(property, Password.class)
                        .filter(secret -> !secret.value().isBlank())
                        .isPresent()
                || value(property, String.class).filter(text -> !text.isBlank()).isPresent();
    }

    /** Whether a property has an error. */
    public boolean hasError(String property) {
        ConfigValue value = values.get(property);
        return value != null && !value.errorMessages().isEmpty();
    }

    /** Whether any property has an error. */
    public boolean hasErrors() {
        return values.values().stream().anyMatch(value -> !value.errorMessages().isEmpty());
    }

    /** Adds an error to {@code required} if only {@code given} is set. */
    public void requireWith(String given, String required) {
        if (isSet(given) && !isSet(required) && !hasError(required)) {
            ConfigValue value = values.get(required);
            if (value != null) {
                value.addErrorMessage("'" + required + "' is required if '" + given + "' is set.");
            }
        }
    }

    /** Adds an error to a property of the definition. */
    public void addError(String property, String reason) {
        ConfigValue value = values.get(property);
        if (value != null) {
            addError(value, reason);
        }
    }

    private static void addError(ConfigValue value, String reason) {
        String message = new ConfigException(value.name(), value.value(), reason).getMessage();
        value.addErrorMessage(UrlCredentials.mask(String.valueOf(message)));
    }

    /** Adds an error to a property of the definition. */
    public void addError(ConfigProblem problem) {
        addError(problem.property(), problem.reason());
    }

    /** Adds an error to a property that the definition does not contain. */
    public void addUndefinedError(String property, String reason) {
        ConfigValue value = values.computeIfAbsent(
                property, name -> new ConfigValue(name, properties.get(name), List.of(), new ArrayList<>()));
        addError(value, reason);
    }

    /** Returns all properties with their errors, as {@code Connector.validate} does. */
    public Config result() {
        return new Config(List.copyOf(values.values()));
    }
}
