/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connector configuration in {@code config}.
 *
 * @param json the unchanged content of the file
 */
record Recipe(String json) {
    static final Recipe SOURCE = of("lake/source.json");
    static final Recipe LOCAL = of("lake/iceberg-local.json");
    static final Recipe ON_S3 = of("lake/iceberg-s3.json");
    static final Recipe WITH_ROLE = of("lake/iceberg-s3-assume-role.json");
    static final Recipe POSTGRESQL = of("sinks/jdbc-postgresql.json");
    static final List<Recipe> SINKS = List.of(LOCAL, ON_S3, WITH_ROLE, POSTGRESQL);

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Z0-9_]+)}");

    private static Recipe of(String name) {
        return new Recipe(text(name));
    }

    /** Reads a file in {@code config}. */
    static String text(String name) {
        Path file = ProjectFolder.find().resolve("config/" + name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return tree().path("name").asText();
    }

    String property(String name) {
        return tree().path("config").path(name).asText();
    }

    /** Returns the properties with this prefix, which is removed, with environment variables resolved. */
    Map<String, String> properties(String prefix, Map<String, String> environment) {
        Map<String, String> properties = new LinkedHashMap<>();
        tree().path("config").properties().forEach(field -> {
            if (field.getKey().startsWith(prefix)) {
                Matcher variables = VARIABLE.matcher(field.getValue().asText());
                properties.put(
                        field.getKey().substring(prefix.length()),
                        variables.replaceAll(variable -> environment.getOrDefault(variable.group(1), "")));
            }
        });
        return properties;
    }

    private JsonNode tree() {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
