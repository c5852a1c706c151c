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

/** A configuration under validation: each property was checked by itself, and now those that depend on each other. */
public final class PropertyChecks {
    private final Map<String, ConfigValue> values;
    private final Map<String, String> properties;

    public PropertyChecks(ConfigDef definition, Map<String, String> properties) {
        values = new LinkedHashMap<>(definition.validateAll(properties));
        this.properties = Map.copyOf(properties);
    }

    /** What follows this prefix in the names of properties, with their values: no definition knows them. */
    public Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** The value of a property; empty when it has none or a wrong one. */
    public <T> Optional<T> value(String property, Class<T> type) {
        // Kafka keeps a value that its validator has refused beside the error.
        return Optional.ofNullable(values.get(property))
                .filter(value -> value.errorMessages().isEmpty())
                .map(ConfigValue::value)
                .filter(type::isInstance)
                .map(type::cast);
    }

    /** Whether a property has a text or a secret that is not blank. */
    public boolean isSet(String property) {
        return value(property, Password.class)
                        .filter(secret -> !secret.value().isBlank())
                        .isPresent()
                || value(property, String.class).filter(text -> !text.isBlank()).isPresent();
    }

    /** Whether there is an error on the property already. */
    public boolean isRefused(String property) {
        ConfigValue value = values.get(property);
        return value != null && !value.errorMessages().isEmpty();
    }

    /** An error on {@code needed} where only {@code given} is set. */
    public void requireWith(String given, String needed) {
        if (isSet(given) && !isSet(needed)) {
            ConfigValue value = values.get(needed);
            if (value != null) {
                value.addErrorMessage("'" + needed + "' is needed where '" + given + "' is set.");
            }
        }
    }

    /** Adds an error to a property of the definition. */
    public void refuse(String property, String reason) {
        ConfigValue value = values.get(property);
        if (value != null) {
            value.addErrorMessage(new ConfigException(property, value.value(), reason).getMessage());
        }
    }

    /** An error of a property that no definition knows. */
    public void refuseUndefined(String property, String reason) {
        ConfigValue value = values.computeIfAbsent(
                property, name -> new ConfigValue(name, properties.get(name), List.of(), new ArrayList<>()));
        value.addErrorMessage(new ConfigException(property, value.value(), reason).getMessage());
    }

    /** All properties, each with its errors: what {@code Connector.validate} answers. */
    public Config result() {
        return new Config(List.copyOf(values.values()));
    }
}
