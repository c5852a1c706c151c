/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigFormTest {
    private static final String MODE = "mode";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String SIZE = "size";
    private static final String LINGER = "linger";
    private static final String TABLES = "tables";
    private static final String PATTERN = "pattern";
    private static final String STRICT = "strict";

    private static final ConfigDef DEFINITION = new ConfigForm(properties())
            .showIf(PropertyCondition.in(MODE, "basic"), USER)
            .showIf(PropertyCondition.set(USER), PASSWORD)
            .showIf(PropertyCondition.notIn(MODE, "none"), PASSWORD)
            .showIf(PropertyCondition.above(SIZE, 1).and(PropertyCondition.isTrue(STRICT)), LINGER)
            .showIf(PropertyCondition.unset(TABLES).or(PropertyCondition.set(USER)), PATTERN)
            .complete();

    private static ConfigDef properties() {
        ConfigDef definition = new ConfigDef();
        define(definition, PASSWORD, Type.PASSWORD, null, null, "Login", 9);
        define(definition, USER, Type.STRING, "", null, "Login", 5);
        define(definition, MODE, Type.STRING, "none", EnumValues.oneOf(List.of("none", "basic")), "Login", 1);
        define(definition, SIZE, Type.INT, 1, Range.atLeast(1), "Reading", 1);
        define(definition, LINGER, Type.LONG, 5L, null, "Reading", 2);
        define(definition, TABLES, Type.LIST, List.of(), null, "Reading", 3);
        define(definition, PATTERN, Type.STRING, "", null, "Reading", 4);
        define(definition, STRICT, Type.BOOLEAN, true, null, "Reading", 5);
        return definition;
    }

    private static void define(
            ConfigDef definition,
            String name,
            Type type,
            @Nullable Object defaultValue,
            @Nullable Validator validator,
            String group,
            int order) {
        definition.define(
                name,
                type,
                defaultValue,
                validator,
                Importance.HIGH,
                "A property.",
                group,
                order,
                Width.SHORT,
                name.toUpperCase(Locale.ROOT));
    }

    @Test
    void groupsKeepTheirOrderAndPropertiesAreNumberedInTheirOrder() {
        assertThat(DEFINITION.groups()).containsExactly("Login", "Reading");
        assertThat(DEFINITION.configKeys().keySet())
                .containsExactly(MODE, USER, PASSWORD, SIZE, LINGER, TABLES, PATTERN, STRICT);
        assertThat(DEFINITION.configKeys().values())
                .extracting(key -> key.orderInGroup)
                .containsExactly(1, 2, 3, 1, 2, 3, 4, 5);
    }

    @Test
    void propertyKeepsItsDefinition() {
        ConfigKey size = requireNonNull(DEFINITION.configKeys().get(SIZE));

        assertThat(size.type).isEqualTo(Type.INT);
        assertThat(size.defaultValue).isEqualTo(1);
        assertThat(size.validator).isInstanceOf(Range.class);
        assertThat(size.documentation).isEqualTo("A property.");
        assertThat(size.displayName).isEqualTo("SIZE");
        assertThat(size.width).isEqualTo(Width.SHORT);
    }

    @Test
    void propertiesOfAConditionHaveTheDependent() {
        assertThat(dependents(MODE)).containsExactlyInAnyOrder(USER, PASSWORD);
        assertThat(dependents(USER)).containsExactlyInAnyOrder(PASSWORD, PATTERN);
        assertThat(dependents(SIZE)).containsExactly(LINGER);
        assertThat(dependents(STRICT)).containsExactly(LINGER);
        assertThat(dependents(PASSWORD)).isEmpty();
    }

    private static List<String> dependents(String property) {
        return requireNonNull(DEFINITION.configKeys().get(property)).dependents;
    }

    @Test
    void validValuesAreRecommended() {
        assertThat(validate(Map.of()).get(MODE))
                .satisfies(mode ->
                        assertThat(requireNonNull(mode).recommendedValues()).containsExactly("none", "basic"));
        assertThat(validate(Map.of()).get(USER))
                .satisfies(user ->
                        assertThat(requireNonNull(user).recommendedValues()).isEmpty());
    }

    @Test
    void propertyIsVisibleIfAllItsConditionsHold() {
        assertThat(visible(USER, Map.of())).isFalse();
        assertThat(visible(USER, Map.of(MODE, "basic"))).isTrue();
        assertThat(visible(PASSWORD, Map.of(MODE, "basic"))).isFalse();
        assertThat(visible(PASSWORD, Map.of(USER, "scott"))).isFalse();
        assertThat(visible(PASSWORD, Map.of(MODE, "basic", USER, "scott"))).isTrue();
        assertThat(visible(PASSWORD, Map.of(MODE, "basic", USER, " "))).isFalse();
    }

    @Test
    void conditionsAreCombined() {
        assertThat(visible(LINGER, Map.of())).isFalse();
        assertThat(visible(LINGER, Map.of(SIZE, "2"))).isTrue();
        assertThat(visible(LINGER, Map.of(SIZE, "2", STRICT, "false"))).isFalse();
        assertThat(visible(PATTERN, Map.of())).isTrue();
        assertThat(visible(PATTERN, Map.of(TABLES, "orders"))).isFalse();
        assertThat(visible(PATTERN, Map.of(TABLES, "orders", USER, "scott"))).isTrue();
    }

    @Test
    void propertyWithAValueIsVisible() {
        assertThat(visible(USER, Map.of(USER, "scott"))).isTrue();
        assertThat(visible(PASSWORD, Map.of(PASSWORD, "tiger"))).isTrue();
        assertThat(visible(LINGER, Map.of(LINGER, "7"))).isTrue();
        assertThat(visible(LINGER, Map.of(LINGER, "5"))).isFalse();
    }

    @Test
    void valuesOfTheWrongTypeHideNoProperty() {
        assertThat(visible(LINGER, Map.of(SIZE, "many", STRICT, "perhaps"))).isTrue();
        assertThat(visible(LINGER, Map.of(LINGER, "soon"))).isTrue();
    }

    @Test
    void propertyWithAnErrorIsVisible() {
        PropertyChecks checks = new PropertyChecks(DEFINITION, Map.of());
        checks.addError(PASSWORD, "Required.");

        assertThat(checks.result().configValues())
                .filteredOn(value -> value.name().equals(PASSWORD))
                .allMatch(ConfigValue::visible);
    }

    @Test
    void everyPropertyOfAConditionAndEveryGroupIsDefined() {
        assertThatThrownBy(() -> new ConfigForm(properties())
                        .showIf(PropertyCondition.set("port"), USER)
                        .complete())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'port'");
        assertThatThrownBy(() -> new ConfigForm(properties())
                        .showIf(PropertyCondition.set(USER), "port")
                        .complete())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'port'");
        assertThatThrownBy(() -> new ConfigForm(properties().define("port", Type.INT, 80, Importance.LOW, "The port."))
                        .complete())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("group");
    }

    private static boolean visible(String property, Map<String, String> properties) {
        return requireNonNull(validate(properties).get(property)).visible();
    }

    private static Map<String, ConfigValue> validate(Map<String, String> properties) {
        return DEFINITION.validate(new HashMap<>(properties)).stream()
                .collect(toMap(ConfigValue::name, value -> value));
    }
}
