/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

/**
 * Validates the configuration of a connector: first the names of its properties, then each property against its
 * definition, then dependencies between properties. Messages contain no credentials of URLs.
 */
public final class PropertyChecks {
    /** A reference to a config provider: its name and what it provides. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9_.-]+):[^}]*}");

    private final PropertyNames names;
    private final Map<String, Object> defaults;
    private final Map<String, ConfigValue> values;
    private final Map<String, String> properties;

    /**
     * @param reference the properties of the connector, including those with a user-defined part as in
     *     {@link PropertyNames}
     * @param properties the configuration, which can contain null values
     */
    public PropertyChecks(ConfigDef reference, Map<String, String> properties) {
        names = PropertyNames.ofConnector(reference);
        defaults = reference.defaultValues();
        Map<String, String> present = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (value != null) {
                present.put(name, value);
            }
        });
        this.properties = Collections.unmodifiableMap(present);
        values = new LinkedHashMap<>(reference.validateAll(present));
        values.keySet().removeIf(PropertyNames::isPattern);
        values.values().forEach(PropertyChecks::keepFirstError);
        values.values().forEach(PropertyChecks::requireReplacedPlaceholder);
        new TreeMap<>(properties)
                .forEach((name, value) -> names.refusal(name, value)
                        .ifPresent(reason -> values.put(
                                name, new ConfigValue(name, null, List.of(), new ArrayList<>(List.of(reason))))));
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

    /** A placeholder that the worker does not replace would be used as the secret. */
    private static void requireReplacedPlaceholder(ConfigValue value) {
        if (value.value() instanceof Password secret) {
            Matcher placeholder = PLACEHOLDER.matcher(secret.value());
            if (placeholder.matches()) {
                value.errorMessages().clear();
                addError(
                        value,
                        "The worker did not replace the placeholder. Add '" + placeholder.group(1)
                                + "' to 'config.providers' of every worker, and check that the file or the variable of"
                                + " the placeholder exists there.");
            }
        }
    }

    /** Returns the properties that have a value. */
    public Map<String, String> properties() {
        return properties;
    }

    /**
     * Returns the properties with this prefix and a user-defined part, by their names without the prefix. Misspelt
     * properties are not among them.
     */
    public Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length() && names.contains(name)) {
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

    /** Whether a property has a valid value other than its default. A form can send the defaults of all properties. */
    public boolean isChanged(String property) {
        ConfigValue value = values.get(property);
        return value != null
                && value.errorMessages().isEmpty()
                && !Objects.equals(value.value(), defaults.get(property));
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

    /**
     * Adds an error to a property with a user-defined part, or to a property of Connect. Neither the error nor the
     * result contains the value, which can be a secret of a client.
     */
    public void addUndefinedError(String property, String reason) {
        String message = "Invalid value for configuration " + property + ": " + reason;
        values.computeIfAbsent(property, name -> new ConfigValue(name, null, List.of(), new ArrayList<>()))
                .addErrorMessage(UrlCredentials.mask(message));
    }

    /**
     * Returns all properties with their errors, as {@code Connector.validate} does. A property with an error is
     * visible.
     */
    public Config result() {
        values.values().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .forEach(value -> value.visible(true));
        return new Config(List.copyOf(values.values()));
    }
}
