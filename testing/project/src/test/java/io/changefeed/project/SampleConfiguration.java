/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A connector configuration in {@code config}, in {@code deploy} or in a code block of a document, or a part of one.
 *
 * @param source the file, for messages
 * @param properties the properties, with their placeholders
 */
record SampleConfiguration(String source, Map<String, String> properties) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```[a-z]*\\n(.*?)^ *```");
    private static final String CONNECTOR = "connector.class";

    /** Properties without the braces of the JSON object. */
    private static final Pattern PART = Pattern.compile("(?s)\\s*(\"[a-z0-9.]+\": \".*\",?\\s*)+");

    /** Returns the configurations of all files. */
    static List<SampleConfiguration> all() {
        List<SampleConfiguration> all = new ArrayList<>();
        files(file -> file.toString().endsWith(".json")
                        && (file.startsWith(Project.path("config")) || file.startsWith(Project.path("deploy"))))
                .forEach(file -> all.addAll(ofText(file, read(file))));
        all.addAll(ofKafkaConnectors(Project.path("deploy/strimzi/connectors.yaml")));
        documents().forEach(file -> codeBlocks(file).forEach(block -> all.addAll(ofText(file, block))));
        return all;
    }

    /** Returns all documents in Markdown, except the generated reference pages. */
    static List<Path> documents() {
        return files(file -> file.toString().endsWith(".md") && !file.toString().contains("config/reference/"))
                .toList();
    }

    /** Returns the text of a document outside its code blocks. */
    static String prose(Path document) {
        return CODE_BLOCK.matcher(read(document)).replaceAll("");
    }

    private static Stream<Path> files(Predicate<Path> selection) {
        return Stream.of("README.md", "CONTRIBUTING.md", "config", "deploy", "benchmarks", "docs")
                .map(Project::path)
                .flatMap(SampleConfiguration::walk)
                .filter(file -> !file.toString().contains("/target/"))
                .filter(selection)
                .sorted();
    }

    private static Stream<Path> walk(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> codeBlocks(Path document) {
        return CODE_BLOCK
                .matcher(read(document))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    /** Returns the configurations of Strimzi's resources, as its operator passes them to Kafka Connect. */
    private static List<SampleConfiguration> ofKafkaConnectors(Path file) {
        List<SampleConfiguration> found = new ArrayList<>();
        for (JsonNode resource : Yaml.documents(file)) {
            JsonNode spec = resource.get("spec");
            ObjectNode properties = spec.get("config").deepCopy();
            properties.set(CONNECTOR, spec.get("class"));
            properties.set("tasks.max", spec.get("tasksMax"));
            found.add(of(file, properties));
        }
        return found;
    }

    private static List<SampleConfiguration> ofText(Path file, String text) {
        List<SampleConfiguration> found = new ArrayList<>();
        String candidates = PART.matcher(text).matches() ? "{" + text + "}" : text;
        int start = candidates.indexOf('{');
        while (start >= 0) {
            Optional<Parsed> parsed = parse(candidates.substring(start));
            parsed.map(json ->
                            json.node().path("config").isObject() ? json.node().get("config") : json.node())
                    .filter(json -> json.has(CONNECTOR) || PART.matcher(text).matches())
                    .ifPresent(json -> found.add(of(file, json)));
            start = candidates.indexOf('{', start + parsed.map(Parsed::length).orElse(1));
        }
        return found;
    }

    private record Parsed(JsonNode node, int length) {}

    /** Parses the object at the start of the text, which other text can follow. */
    private static Optional<Parsed> parse(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonNode node = parser.readValueAsTree();
            return Optional.of(new Parsed(node, (int) parser.currentLocation().getCharOffset()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SampleConfiguration of(Path file, JsonNode json) {
        Map<String, String> properties = new TreeMap<>();
        json.properties()
                .forEach(property ->
                        properties.put(property.getKey(), property.getValue().asText()));
        return new SampleConfiguration(Project.path("").relativize(file).toString(), properties);
    }

    /** Returns the class of the connector; empty for a part of a configuration. */
    Optional<String> connector() {
        return Optional.ofNullable(properties.get(CONNECTOR));
    }

    /** Returns the properties with a prefix, which is removed from their names. */
    Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    @Override
    public String toString() {
        return source + connector().map(name -> ": " + name).orElse("");
    }
}
