/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.jspecify.annotations.Nullable;

/**
 * Completes a definition for user interfaces, which generate a form from Kafka Connect's REST API: the recommended
 * values of properties that select one of several values, the properties that depend on others, whether they are
 * visible, and their order.
 *
 * <p>A property is visible if its condition holds, or if it has another value than its default: a form would otherwise
 * hide a value that Connect rejects.
 */
public final class ConfigForm {
    private final ConfigDef definition;
    private final Map<String, PropertyCondition> conditions = new HashMap<>();

    /** @param definition the properties, each with a group. It is not changed */
    public ConfigForm(ConfigDef definition) {
        this.definition = definition;
    }

    /** Shows these properties only if the condition holds, in addition to their other conditions. */
    public ConfigForm showIf(PropertyCondition condition, String... properties) {
        for (String property : properties) {
            conditions.merge(property, condition, PropertyCondition::and);
        }
        return this;
    }

    /**
     * Returns the definition with its groups in the order in which they were defined.
     *
     * @throws IllegalStateException if a property has no group, or if a condition names a property that is not defined
     */
    public ConfigDef complete() {
        conditions.forEach((property, condition) -> {
            requireDefined(property);
            condition.properties().forEach(this::requireDefined);
        });
        ConfigDef completed = new ConfigDef();
        for (String group : definition.groups()) {
            List<ConfigKey> keys = definition.configKeys().values().stream()
                    .filter(key -> group.equals(key.group))
                    .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                    .toList();
            for (int i = 0; i < keys.size(); i++) {
                define(completed, keys.get(i), i + 1);
            }
        }
        if (!completed.names().equals(definition.names())) {
            throw new IllegalStateException("Every property needs a group");
        }
        return completed;
    }

    private void requireDefined(String property) {
        if (!definition.names().contains(property)) {
            throw new IllegalStateException("A condition names '" + property + "', which is not defined");
        }
    }

    private void define(ConfigDef completed, ConfigKey key, int order) {
        completed.define(
                key.name,
                key.type,
                key.defaultValue,
                key.validator,
                key.importance,
                key.documentation,
                key.group,
                order,
                key.width,
                key.displayName,
                dependents(key.name),
                recommender(key));
    }

    private List<String> dependents(String property) {
        return definition.names().stream()
                .filter(name -> Optional.ofNullable(conditions.get(name))
                        .filter(condition -> condition.properties().contains(property))
                        .isPresent())
                .toList();
    }

    private Recommender recommender(ConfigKey key) {
        return new FormRecommender(
                key.validator instanceof EnumValues.OneOf choice ? choice.values() : List.of(),
                key.defaultValue,
                Optional.ofNullable(conditions.get(key.name)));
    }

    private record FormRecommender(
            List<String> values, @Nullable Object defaultValue, Optional<PropertyCondition> condition)
            implements Recommender {
        /** Kafka removes values from the returned list. */
        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            return new ArrayList<>(values);
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return condition.filter(required -> !required.test().test(parsed)).isEmpty()
                    || !Objects.equals(parsed.get(name), defaultValue);
        }
    }
}
