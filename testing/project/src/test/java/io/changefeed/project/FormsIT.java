/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the definition of every class that the service manifests of the plugins name, as a form shows it. */
class FormsIT {
    /** The texts of validators that accept one of several values. */
    private static final Pattern CHOICE = Pattern.compile("\\[([^\\[\\].]+)]");

    private static final Pattern SECRET =
            Pattern.compile("(.+\\.)?(password|secret|token|tokens|(token|keystore|access|signing)\\.keys?)");

    private static final Pattern LONG_TEXT =
            Pattern.compile("(.+\\.)?(url|endpoint|servers|regex|filter|path|headers|format|arn)");

    private static final Set<Type> NUMBERS = Set.of(Type.INT, Type.LONG, Type.SHORT, Type.DOUBLE);

    private static final List<PluginClassLoader> LOADERS = new ArrayList<>();
    private static final Map<String, Object> INSTANCES = new TreeMap<>();

    /** The definition of a class. */
    private record Form(String name, ConfigDef definition) {
        Collection<ConfigKey> keys() {
            return definition.configKeys().values();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void loadPlugins() throws IOException {
        for (Plugin plugin : Plugins.ALL) {
            PluginClassLoader loader = new PluginClassLoader(plugin.jars());
            LOADERS.add(loader);
            INSTANCES.putAll(PluginsIT.instances(loader));
        }
    }

    @AfterAll
    static void close() throws IOException {
        for (PluginClassLoader loader : LOADERS) {
            loader.close();
        }
    }

    static Stream<Form> forms() {
        return INSTANCES.entrySet().stream().map(entry -> new Form(entry.getKey(), PluginsIT.config(entry.getValue())));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void displayNamesAreUniqueAndReadable(Form form) {
        assertThat(form.keys()).extracting(key -> key.displayName).doesNotHaveDuplicates();
        assertThat(form.keys()).allSatisfy(key -> {
            assertThat(key.displayName)
                    .as(key.name)
                    .matches("[A-Z].*[A-Za-z)]")
                    .isNotEqualTo(key.name)
                    .doesNotMatch("Max .*");
            assertThat(key.displayName.endsWith(" (ms)")).as(key.name).isEqualTo(key.name.endsWith(".ms"));
            assertThat(key.displayName.endsWith(" (bytes)")).as(key.name).isEqualTo(key.name.endsWith("bytes"));
        });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void documentationIsCompleteSentences(Form form) {
        assertThat(form.keys())
                .allSatisfy(key -> assertThat(key.documentation)
                        .as(key.name)
                        .matches("(?s)[A-Z].*\\.")
                        .doesNotContain("<code>", "<p>", "<a "));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void groupsAreOrderedAndPropertiesNumberedWithinThem(Form form) {
        assertThat(form.keys())
                .extracting(key -> key.group)
                .allMatch(form.definition().groups()::contains);

        Map<String, List<ConfigKey>> groups = form.keys().stream().collect(groupingBy(key -> key.group));
        assertThat(groups).hasSameSizeAs(form.definition().groups());
        groups.forEach((group, keys) -> assertThat(keys)
                .as(group)
                .extracting(key -> key.orderInGroup)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, keys.size()).boxed().toList()));
    }

    /** What a user must decide is at the top. */
    @ParameterizedTest
    @MethodSource("forms")
    void requiredPropertiesAreInTheFirstGroups(Form form) {
        List<String> groups = form.definition().groups();

        assertThat(form.keys())
                .filteredOn(key -> !key.hasDefault())
                .allMatch(key -> key.importance == Importance.HIGH)
                .allMatch(key -> groups.indexOf(key.group) < 2);
        assertThat(form.keys())
                .filteredOn(key -> key.group.equals(groups.get(0)))
                .anyMatch(key -> key.importance == Importance.HIGH);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void widthFitsTheValues(Form form) {
        assertThat(form.keys()).allSatisfy(key -> {
            List<String> choice = choice(key);
            if (key.type == Type.BOOLEAN || NUMBERS.contains(key.type)) {
                assertThat(key.width).as(key.name).isEqualTo(Width.SHORT);
            } else if (!choice.isEmpty()) {
                boolean isShort = choice.stream().allMatch(value -> value.length() < 16);
                assertThat(key.width).as(key.name).isEqualTo(isShort ? Width.SHORT : Width.MEDIUM);
            } else if (key.type == Type.LIST || LONG_TEXT.matcher(key.name).matches()) {
                assertThat(key.width).as(key.name).isEqualTo(Width.LONG);
            } else {
                assertThat(key.width).as(key.name).isIn(Width.MEDIUM, Width.LONG);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void secretsAreHidden(Form form) {
        assertThat(form.keys())
                .filteredOn(key -> SECRET.matcher(key.name).matches())
                .allMatch(key -> key.type == Type.PASSWORD);
        assertThat(form.keys()).filteredOn(key -> key.type == Type.PASSWORD).allMatch(key -> key.defaultValue == null);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void defaultsAreValid(Form form) {
        assertThat(form.keys())
                .filteredOn(key -> key.hasDefault() && key.validator != null)
                .allSatisfy(key -> key.validator.ensureValid(key.name, key.defaultValue));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void exactlyTheValidValuesAreRecommended(Form form) {
        Map<String, ConfigValue> values = validate(form, Map.of());

        assertThat(form.keys())
                .allSatisfy(key -> assertThat(value(values, key.name).recommendedValues())
                        .as(key.name)
                        .containsExactlyElementsOf(choice(key)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void dependentsAreDefinedAndAcyclic(Form form) {
        Map<String, ConfigKey> keys = form.definition().configKeys();

        assertThat(form.keys()).allSatisfy(key -> {
            assertThat(keys.keySet()).containsAll(key.dependents);
            assertThat(reachable(key, keys)).doesNotContain(key.name);
        });
    }

    private static Set<String> reachable(ConfigKey from, Map<String, ConfigKey> keys) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(from.dependents);
        while (!next.isEmpty()) {
            String name = next.remove();
            if (reached.add(name)) {
                next.addAll(key(keys, name).dependents);
            }
        }
        return reached;
    }

    /** A form that is empty shows what has a meaning by itself. */
    @ParameterizedTest
    @MethodSource("forms")
    void onlyDependentsAreHiddenAndNoneThatIsRequired(Form form) {
        Map<String, ConfigValue> values = validate(form, Map.of());
        Set<String> dependents = new HashSet<>();
        form.keys().forEach(key -> dependents.addAll(key.dependents));

        assertThat(form.keys())
                .filteredOn(key -> !value(values, key.name).visible())
                .allMatch(ConfigKey::hasDefault)
                .extracting(key -> key.name)
                .allMatch(dependents::contains);
    }

    /** A property that is only valid or only used with another one is hidden until that is set. */
    @ParameterizedTest
    @MethodSource("forms")
    void propertiesOfOtherPropertiesAreHidden(Form form) {
        Map<String, ConfigValue> values = validate(form, Map.of());

        assertThat(form.keys())
                .filteredOn(key -> key.name.matches(".+\\.(external\\.id|session\\.token|secret\\.access\\.key)"
                        + "|oauth2\\..+|http\\.proxy\\.(port|user|password)|failure\\.notification\\.(headers|allow.+)"
                        + "|ssl\\.(key|keystore|truststore)\\.(password|key|certificates|certificate\\.chain)"
                        + "|stream\\.start\\.timestamp|snapshot\\.(segments|max.+|yield.+)|signal\\.kafka\\.boot.+"
                        + "|merge\\.field|version\\.column|bearer\\.token"))
                .filteredOn(key -> !form.name().contains("GrpcFanOut") || !key.name.contains("certificate.chain"))
                .allMatch(key -> !value(values, key.name).visible());
    }

    /** Every hidden property appears as soon as it has a value, so that an error in it is seen. */
    @ParameterizedTest
    @MethodSource("forms")
    void propertyWithAValueIsVisible(Form form) {
        Map<String, ConfigValue> defaults = validate(form, Map.of());

        assertThat(form.keys())
                .filteredOn(key -> !value(defaults, key.name).visible())
                .allSatisfy(key -> assertThat(value(validate(form, Map.of(key.name, other(key))), key.name)
                                .visible())
                        .as(key.name)
                        .isTrue());
    }

    private static String other(ConfigKey key) {
        return switch (key.type) {
            case BOOLEAN -> Boolean.TRUE.equals(key.defaultValue) ? "false" : "true";
            case INT, LONG -> "17";
            default ->
                choice(key).stream()
                        .filter(value -> !value.equals(key.defaultValue))
                        .findFirst()
                        .orElse("other");
        };
    }

    /** Returns the values of a property that accepts one of several. */
    static List<String> choice(ConfigKey key) {
        Matcher choice = CHOICE.matcher(String.valueOf(key.validator));
        return choice.matches() ? List.of(choice.group(1).split(", ", -1)) : List.of();
    }

    private static Map<String, ConfigValue> validate(Form form, Map<String, String> properties) {
        return form.definition().validate(new HashMap<>(properties)).stream()
                .collect(toMap(ConfigValue::name, value -> value));
    }

    private static ConfigValue value(Map<String, ConfigValue> values, String name) {
        return requireNonNull(values.get(name), name);
    }

    private static ConfigKey key(Map<String, ConfigKey> keys, String name) {
        return requireNonNull(keys.get(name), name);
    }
}
