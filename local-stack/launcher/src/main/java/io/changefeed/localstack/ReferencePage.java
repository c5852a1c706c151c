/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * The properties of a connector, or of another plugin, as a Markdown page, made of its definition: a heading for each group, and under it each
 * property with its documentation, type, default, valid values and importance.
 *
 * <p>A validator is described by its {@code toString}; one that does not override it says nothing.
 *
 * @param plugin its class, for the page's title
 * @param property that names the class in a configuration
 * @param overview what the plugin does, in a sentence or two
 */
public record ReferencePage(Class<?> plugin, String property, String overview, ConfigDef definition) {
    /** How Kafka's Range describes itself; either end may be missing. */
    private static final Pattern RANGE = Pattern.compile("\\[(-?\\d*),?\\.\\.\\.,?(-?\\d*)]");

    private static final Pattern CHOICE = Pattern.compile("\\[([^\\[\\]]*)]");

    /** The page of a connector. */
    public ReferencePage(Class<?> connector, String overview, ConfigDef definition) {
        this(connector, "connector.class", overview, definition);
    }

    /**
     * Compares the page with its file, which is written first where the system property {@code reference.write} is true.
     *
     * @param name of the file in {@code config/reference}
     * @param module whose test {@code ReferenceTest} asks
     * @return how to write the file anew; empty when it is this page
     */
    public Optional<String> staleness(String name, String module) throws IOException {
        Path file = ProjectFolder.find().resolve("config/reference/" + name);
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(file, markdown());
        }
        return Files.exists(file) && Files.readString(file).equals(markdown())
                ? Optional.empty()
                : Optional.of(file + " is stale; write it anew: mvn test -pl " + module + " -am -Dtest=ReferenceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dreference.write=true");
    }

    public String markdown() {
        return Stream.concat(
                        Stream.of(introduction()), groups().entrySet().stream().map(ReferencePage::group))
                .collect(Collectors.joining("\n"));
    }

    private String introduction() {
        String required = definition.configKeys().values().stream()
                .filter(key -> !key.hasDefault())
                .map(key -> code(key.name))
                .sorted()
                .collect(Collectors.joining(" and "));
        return "# " + plugin.getSimpleName() + "\n\n"
                + overview + "\n\n"
                + code(property) + ": " + code(plugin.getName()) + "."
                + (required.isEmpty() ? "" : " Required are " + required + ".") + "\n";
    }

    private Map<String, List<ConfigKey>> groups() {
        Map<String, List<ConfigKey>> groups = new LinkedHashMap<>();
        definition.groups().forEach(group -> groups.put(group, new ArrayList<>()));
        definition.configKeys().values().stream()
                .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                .forEach(key -> groups.computeIfAbsent(
                                Optional.ofNullable(key.group).orElse("Other"), none -> new ArrayList<>())
                        .add(key));
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
            return "none, it is required";
        }
        if (key.defaultValue == null || key.defaultValue.toString().isEmpty()) {
            return "empty";
        }
        return code(ConfigDef.convertToString(key.defaultValue, key.type)) + inWords(key);
    }

    private static String inWords(ConfigKey key) {
        if (key.defaultValue instanceof Long number && key.name.endsWith(".ms")) {
            Duration time = Duration.ofMillis(number);
            return time.toMinutes() > 0 ? " (" + time.toMinutes() + " min)" : " (" + time.toSeconds() + " s)";
        }
        if (key.defaultValue instanceof Long number && key.name.endsWith(".bytes")) {
            return " (" + (number >> 20) + " MiB)";
        }
        return "";
    }

    private static Optional<String> validValues(ConfigKey key) {
        if (key.validator == null || key.validator.toString().contains("@")) {
            return Optional.empty();
        }
        String described = key.validator.toString();
        Matcher range = RANGE.matcher(described);
        if (range.matches()) {
            return Optional.of(range(range.group(1), range.group(2)));
        }
        Matcher choice = CHOICE.matcher(described);
        return Optional.of(
                choice.matches()
                        ? Stream.of(choice.group(1).split(", ", -1))
                                .map(ReferencePage::code)
                                .collect(Collectors.joining(", "))
                        : described);
    }

    private static String range(String least, String most) {
        if (most.isEmpty()) {
            return least + " and more";
        }
        return least.isEmpty() ? most + " and less" : least + " to " + most;
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
