/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import io.changefeed.localstack.ConnectRest;
import io.changefeed.localstack.ConnectWorker;
import io.changefeed.localstack.LocalStack;
import io.changefeed.project.Plugin.Library;
import io.changefeed.project.Plugin.PluginClass;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Connector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Workers with only Kafka on their class path and only the unpacked archives on their plugin path. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchivesInWorkerIT {
    private static final Duration NO_REMOTE_CALLS = Duration.ofSeconds(5);

    private static final String SECRET = "open-sesame-2718281828";
    private static final String WEBHOOK = "io.changefeed.webhook.HttpWebhookSinkConnector";
    private static final Map<String, String> WEBHOOK_PROPERTIES =
            Map.of("topics", "orders", "url", "https://example.com");

    private final List<PluginClassLoader> loaders = new ArrayList<>();
    private final Map<String, Object> instances = new TreeMap<>();
    private LocalStack stack;
    private Path plugins;
    private ConnectRest rest;

    @BeforeAll
    void unpackArchives(@TempDir Path folder) throws IOException {
        plugins = folder.resolve("plugins");
        Path bundle = Files.createDirectories(plugins.resolve("bundle"));
        for (Plugin plugin : Plugins.ALL) {
            plugin.unpack(bundle);
        }
        stack = LocalStack.builder().pluginPath(bundle).build();
        stack.broker().start();
        stack.worker().start();
        rest = stack.worker().rest();
        for (Plugin plugin : Plugins.ALL) {
            PluginClassLoader loader = new PluginClassLoader(plugin.jars());
            loaders.add(loader);
            instances.putAll(PluginsIT.instances(loader));
        }
    }

    @AfterAll
    void stop() throws IOException {
        stack.close();
        for (PluginClassLoader loader : loaders) {
            loader.close();
        }
    }

    @Test
    void workerFindsThePluginsOfAllArchives() throws IOException {
        assertThat(changefeedPlugins(rest.plugins())).containsExactlyInAnyOrderElementsOf(expected());
    }

    /**
     * The settings of the container image, and one plugin directory for all archives, as services that unpack the
     * bundle into one directory have: all plugins share a class loader.
     */
    @Test
    void workerOfTheImageFindsAllPluginsInOnePluginDirectory() throws IOException {
        Map<String, String> properties = imageProperties();
        properties.remove("listeners");
        properties.put("plugin.path", plugins.toString());
        ConnectWorker worker = stack.addWorker(properties);
        worker.start();

        assertThat(changefeedPlugins(worker.rest().plugins())).containsExactlyInAnyOrderElementsOf(expected());
    }

    /** What a user interface reads to draw an empty form. */
    @Test
    void definitionsOfTheRestApiAreThoseOfThePlugins() {
        instances.forEach((name, instance) -> {
            Map<String, JsonNode> found = ValidatedForm.byName(rest.pluginConfig(name), "/name");

            assertThat(PluginsIT.config(instance).configKeys().values()).allSatisfy(key -> {
                JsonNode definition = requireNonNull(found.get(key.name), key.name);
                assertThat(definition.get("type").asText()).isEqualTo(key.type.name());
                assertThat(definition.get("required").asBoolean()).isEqualTo(!key.hasDefault());
                assertThat(definition.get("importance").asText()).isEqualTo(key.importance.name());
                assertThat(definition.get("group").asText()).isEqualTo(key.group);
                assertThat(definition.get("order_in_group").asInt()).isEqualTo(key.orderInGroup);
                assertThat(definition.get("width").asText()).isEqualTo(key.width.name());
                assertThat(definition.get("display_name").asText()).isEqualTo(key.displayName);
                assertThat(definition.get("documentation").asText()).isEqualTo(key.documentation);
                assertThat(ValidatedForm.texts(definition.get("dependents"))).isEqualTo(key.dependents);
            });
        });
    }

    /** What a user interface sends first: a class and a name. */
    @Test
    void formWithoutValuesHasErrorsOfRequiredPropertiesAtOnce() {
        connectors().forEach((name, definition) -> {
            Instant start = Instant.now();
            ValidatedForm form = ValidatedForm.of(rest, name, Map.of());

            assertThat(Duration.between(start, Instant.now())).as(name).isLessThan(NO_REMOTE_CALLS);
            assertThat(definition.configKeys().values())
                    .filteredOn(key -> !key.hasDefault())
                    .allSatisfy(key -> assertThat(form.errors(key.name))
                            .as(key.name)
                            .singleElement(STRING)
                            .contains("Missing required configuration \"" + key.name + "\""));
            assertThat(definition.configKeys().values())
                    .allSatisfy(key -> assertThat(form.recommendedValues(key.name))
                            .as(key.name)
                            .isEqualTo(FormsIT.choice(key)));
            assertThat(form.errorCount()).isEqualTo(form.errors().size());
            assertThat(form.groups()).containsSubsequence(definition.groups());
        });
    }

    @Test
    void validationReturnsNoSecrets() {
        connectors().forEach((name, definition) -> {
            Map<String, String> secrets = definition.configKeys().values().stream()
                    .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                    .collect(toMap(key -> key.name, key -> SECRET));

            assertThat(ValidatedForm.of(rest, name, secrets).toString())
                    .as(name)
                    .doesNotContain(SECRET);
        });
    }

    @Test
    void errorsAreReportedOnTheirPropertiesOnly() {
        Map<String, String> invalid = new TreeMap<>(WEBHOOK_PROPERTIES);
        invalid.put("http.request.timeout.ms", "0");
        invalid.put("auth.type", "basic");
        invalid.put("connection.user", "scott");

        ValidatedForm form = ValidatedForm.of(rest, WEBHOOK, invalid);

        assertThat(ValidatedForm.of(rest, WEBHOOK, WEBHOOK_PROPERTIES).errorCount())
                .isZero();
        assertThat(form.errorCount()).isEqualTo(2);
        assertThat(form.errors()).hasSize(2);
        assertThat(form.errors("http.request.timeout.ms")).hasSize(1);
        assertThat(form.value("http.request.timeout.ms")).isEqualTo("0");
        assertThat(form.errors("connection.password")).hasSize(1);
        assertThat(form.isVisible("connection.password")).isTrue();
        assertThat(form.isVisible("bearer.token")).isFalse();
    }

    @Test
    void propertiesOfATransformDependOnEachOther() {
        Map<String, String> properties = new TreeMap<>(WEBHOOK_PROPERTIES);
        properties.put("transforms", "flatten");
        properties.put("transforms.flatten.type", "io.changefeed.transforms.FlattenItem");
        properties.put("transforms.flatten.fields", "id string");

        ValidatedForm form = ValidatedForm.of(rest, WEBHOOK, properties);

        assertThat(form.errorCount()).isZero();
        assertThat(form.isVisible("transforms.flatten.undeclared.attributes")).isTrue();
        assertThat(form.isVisible("transforms.flatten.number.mode")).isFalse();
        assertThat(form.recommendedValues("transforms.flatten.number.mode")).containsExactly("string", "precise");
    }

    /** The configurations that users copy into a form. */
    @Test
    void configurationsOfTheProjectHaveNoErrorsAndNoHiddenValues() {
        List<SampleConfiguration> samples = SampleConfiguration.all().stream()
                .filter(sample ->
                        sample.connector().filter(instances::containsKey).isPresent())
                .toList();

        assertThat(samples).hasSizeGreaterThan(10).allSatisfy(sample -> {
            String name = sample.connector().orElseThrow();
            ConfigDef definition = PluginsIT.config(requireNonNull(instances.get(name)));
            Map<String, String> properties = SampleConfigurationsIT.localProperties(sample, definition);
            ValidatedForm form = ValidatedForm.of(rest, name, properties);

            assertThat(form.errorCount()).isEqualTo(form.errors().size());
            assertThat(definition.names())
                    .flatMap(form::errors)
                    .allMatch(message -> message.contains(SampleConfigurationsIT.NO_DRIVER));
            assertThat(definition.names())
                    .filteredOn(properties::containsKey)
                    .filteredOn(property -> !form.isVisible(property))
                    .isEmpty();
        });
    }

    private Map<String, ConfigDef> connectors() {
        Map<String, ConfigDef> connectors = new TreeMap<>();
        instances.forEach((name, instance) -> {
            if (instance instanceof Connector connector) {
                connectors.put(name, connector.config());
            }
        });
        return connectors;
    }

    private static Map<String, String> imageProperties() throws IOException {
        Properties file = new Properties();
        file.load(new StringReader(Project.read("deploy/container/worker.properties")));
        Map<String, String> properties = new TreeMap<>();
        file.stringPropertyNames().forEach(name -> properties.put(name, file.getProperty(name)));
        return properties;
    }

    @Test
    void pluginsThatShareAClassLoaderHaveOneVersionOfEachLibrary() throws IOException {
        Map<String, Set<String>> versions = new TreeMap<>();
        for (Plugin plugin : Plugins.ALL) {
            for (Library library : plugin.thirdParties()) {
                versions.computeIfAbsent(library.group() + ":" + library.artifact(), name -> new TreeSet<>())
                        .add(library.version());
            }
        }

        assertThat(versions).allSatisfy((library, all) -> assertThat(all).hasSize(1));
    }

    private static List<String> expected() throws IOException {
        String version = Project.version();
        return Plugins.ALL.stream()
                .flatMap(plugin -> plugin.classes().stream())
                .map(type -> type.name() + " " + version + " " + type(type))
                .toList();
    }

    private static String type(PluginClass plugged) {
        if (plugged.name().endsWith("SourceConnector")) {
            return "source";
        }
        return plugged.name().endsWith("SinkConnector") ? "sink" : "transformation";
    }

    private static List<String> changefeedPlugins(JsonNode plugins) {
        List<String> found = new ArrayList<>();
        plugins.forEach(plugin -> {
            if (plugin.path("class").asText().startsWith("io.changefeed")) {
                found.add(plugin.path("class").asText() + " "
                        + plugin.path("version").asText() + " "
                        + plugin.path("type").asText());
            }
        });
        return found;
    }
}
