/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * The properties of a plugin as a Markdown page, generated from its definition: a heading for each group, and below it
 * each property with its documentation, type, default, valid values and importance.
 *
 * <p>A validator is described by its {@code toString}; a validator without one is omitted.
 *
 * @param property the configuration property that names the plugin class
 * @param overview what the plugin does, in a sentence or two
 */
record ReferencePage(Class<?> plugin, String property, String overview, ConfigDef definition) {
    /** The text of Kafka's Range; either bound can be missing. */
    private static final Pattern RANGE = Pattern.compile("\\[(-?\\d*),?\\.\\.\\.,?(-?\\d*)]");

    private static final Pattern CHOICE = Pattern.compile("\\[([^\\[\\]]*)]");

    String markdown() {
        return Stream.concat(
                        Stream.of(introduction()), groups().entrySet().stream().map(ReferencePage::group))
                .collect(Collectors.joining("\n"));
    }

    private String introduction() {
        String required = definition.configKeys().values().stream()
                .filter(key -> !key.hasDefault())
                .map(key -> code(key.name))
                .sorted()
                .collect(Collectors.joining(", "));
        return "# " + plugin.getSimpleName() + "\n\n"
                + overview + "\n\n"
                + code(property) + ": " + code(plugin.getName()) + "."
                + (required.isEmpty() ? "" : " Required: " + required + ".") + "\n";
    }

    private Map<String, List<ConfigKey>> groups() {
        Map<String, List<ConfigKey>> groups = new LinkedHashMap<>();
        definition.groups().forEach(group -> groups.put(group, new ArrayList<>()));
        definition.configKeys().values().stream()
                .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                .forEach(key -> requireNonNull(groups.get(key.group)).add(key));
        return groups;
    }

    private static String group(Map.Entry<String, List<ConfigKey>> group) {
        return "## " + group.getKey() + "\n\n"
                + group.getValue().stream().map(ReferencePage::property).collect(Collectors.joining("\n"));
    }

    private static String property(ConfigKey key) {
        StringBuilder text = new StringBuilder("### " + code(key.name) + "\n\n" + key.documentation + "\n\n");
        text.append("* type: ").append(lowerCase(key.type)).append('\n');
        text.append("* default: ").append(defaultValue(key)).append('\n');
        validValues(key)
                .ifPresent(
                        values -> text.append("* valid values: ").append(values).append('\n'));
        return text.append("* importance: ")
                .append(lowerCase(key.importance))
                .append('\n')
                .toString();
    }

    private static String defaultValue(ConfigKey key) {
        if (!key.hasDefault()) {
            return "none, required";
        }
        if (key.defaultValue == null
                || key.defaultValue.toString().isEmpty()
                || (key.defaultValue instanceof Collection<?> values && values.isEmpty())) {
            return "empty";
        }
        String value = code(ConfigDef.convertToString(key.defaultValue, key.type));
        return key.defaultValue instanceof Number number
                ? value + inParentheses(Quantities.of(key.name, number.longValue()))
                : value;
    }

    private static Optional<String> validValues(ConfigKey key) {
        if (key.validator == null
                || key.validator.toString().isBlank()
                || key.validator.toString().contains("@")) {
            return Optional.empty();
        }
        String described = key.validator.toString();
        Matcher range = RANGE.matcher(described);
        if (range.matches()) {
            return Optional.of(range(key.name, range.group(1), range.group(2)));
        }
        Matcher choice = CHOICE.matcher(described);
        return Optional.of(
                choice.matches()
                        ? Stream.of(choice.group(1).split(", ", -1))
                                .map(ReferencePage::code)
                                .collect(Collectors.joining(", "))
                        : described);
    }

    private static String range(String property, String least, String most) {
        if (most.isEmpty()) {
            return least + " or more" + inParentheses(Quantities.of(property, Long.parseLong(least)));
        }
        if (least.isEmpty()) {
            return most + " or less" + inParentheses(Quantities.of(property, Long.parseLong(most)));
        }
        return least + " to " + most
                + inParentheses(Quantities.ofRange(property, Long.parseLong(least), Long.parseLong(most)));
    }

    private static String inParentheses(Optional<String> quantity) {
        return quantity.map(text -> " (" + text + ")").orElse("");
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
