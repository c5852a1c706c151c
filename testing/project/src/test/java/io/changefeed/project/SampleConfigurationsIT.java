/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.project.Plugin.PluginClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Validates every connector configuration in {@code config}, {@code deploy} and the documents, without remote systems,
 * and checks that the documents name only properties that exist.
 */
class SampleConfigurationsIT {
    /** Not a secret, but the Terraform module treats it like one. */
    private static final String ACCESS_KEY = "aws.access.key.id";

    private static final String VALIDATE_REMOTE = "validate.remote";

    /** Values of the environment variables in the configurations; the others are text. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "DYNAMODB_ENDPOINT", "http://127.0.0.1:8000",
            "FIRESTORE_EMULATOR_HOST", "127.0.0.1:8080",
            "GRPC_HOST", "127.0.0.1",
            "GRPC_PORT", "50051",
            "READ_MODEL_URL", "jdbc:postgresql://127.0.0.1:5432/changefeed",
            "WEBHOOK_SIGNING_KEYS", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
            "WEBHOOK_URL", "http://127.0.0.1:8090/events");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{env:([A-Z0-9_]+)}");

    /** Users add JDBC drivers to the plugin, which contains none. */
    static final String NO_DRIVER = "No JDBC driver for this URL is installed";

    /** A secret from a file of the worker. */
    private static final String FILE = "${directory:";

    /** A property of Kafka Connect, with the prefixes that connectors can use. */
    private static final Pattern CONNECT = Pattern.compile("""
        name|connector\\.class|tasks\\.max|topics|initial_state\
        |(key|value|header)\\.converter(\\..+)?|transforms(\\..+)?|predicates(\\..+)?\
        |errors\\.(tolerance|log\\.enable|log\\.include\\.messages|retry\\.timeout|retry\\.delay\\.max\\.ms)\
        |errors\\.deadletterqueue\\.(topic\\.name|topic\\.replication\\.factor|context\\.headers\\.enable)\
        |topic\\.creation\\.[a-z]+\\.(partitions|replication\\.factor|[a-z.]+)\
        |transaction\\.boundary(\\.interval\\.ms)?|exactly\\.once\\.support|offsets\\.storage\\.topic\
        """);

    private static final String CONSUMER = "consumer.override.";
    private static final String PRODUCER = "producer.override.";

    /** Text of the form of a property name in a code span, optionally with a value. */
    private static final Pattern NAME = Pattern.compile("`([a-z][a-z0-9]*(?:\\.(?:[a-z0-9]+|<[a-z]+>))+)(?:=[^`]*)?`");

    /** Names in the documents that are not properties of this project: of workers, brokers, topics, and other sinks. */
    private static final Pattern OTHERS = Pattern.compile("""
        (consumer|producer)\\.[a-z.]+|connector\\.client\\.config\\.override\\.policy|plugin\\.(path|discovery)\
        |exactly\\.once\\.source\\.support|scheduled\\.rebalance\\.max\\.delay\\.ms|offset\\.flush\\.interval\\.ms\
        |schemas\\.enable|(max\\.message|message\\.max|replica\\.fetch\\.max)\\.bytes|cleanup\\.policy\
        |delete\\.retention\\.ms|min\\.cleanable\\.dirty\\.ratio|min\\.insync\\.replicas\
        |source\\.(order|snapshot)|changefeed\\.event|changefeed\\.v1\
        |grpc\\.health\\.v1|shop\\.orders|c1\\.o7|[a-z]+\\.(json|pid|properties|tf|xml|yaml)|spec\\.[a-z]+\
        |io\\.[a-z.]+|iceberg\\.[a-z.]+|client\\.factory|s3\\.endpoint|add\\.fields|delete\\.enabled|insert\\.mode\
        |([a-z]+\\.)+<region>\\.(amazonaws\\.com|api\\.aws)\
        |primary\\.key\\.mode|schema\\.evolution|dialect\\.postgres\\.unnest\\.insert\\.enabled\
        """);

    private static final List<PluginClassLoader> LOADERS = new ArrayList<>();
    private static final Map<String, Object> INSTANCES = new TreeMap<>();

    /** The definition of each class, with the properties that have variable names. */
    private static final Map<String, ConfigDef> DEFINITIONS = new HashMap<>();

    @BeforeAll
    static void loadPlugins() throws IOException, ReflectiveOperationException {
        for (Plugin plugin : Plugins.ALL) {
            PluginClassLoader loader = new PluginClassLoader(plugin.jars());
            LOADERS.add(loader);
            Map<String, Object> instances = PluginsIT.instances(loader);
            INSTANCES.putAll(instances);
            for (PluginClass plugged : plugin.classes()) {
                DEFINITIONS.put(
                        plugged.name(), PluginsIT.definition(plugged, requireNonNull(instances.get(plugged.name()))));
            }
        }
    }

    @AfterAll
    static void close() throws IOException {
        for (PluginClassLoader loader : LOADERS) {
            loader.close();
        }
    }

    static Stream<SampleConfiguration> samples() {
        return SampleConfiguration.all().stream();
    }

    private static Stream<SampleConfiguration> samplesOfThisProject() {
        return samples()
                .filter(sample -> sample.connector()
                        .filter(name -> name.startsWith("io.changefeed."))
                        .isPresent());
    }

    @ParameterizedTest
    @MethodSource("samplesOfThisProject")
    void configurationIsValid(SampleConfiguration sample) {
        ConfigDef definition = requireNonNull(DEFINITIONS.get(sample.connector().orElseThrow()), sample::toString);

        assertThat(connector(sample)
                        .validate(localProperties(sample, definition))
                        .configValues())
                .flatMap(ConfigValue::errorMessages)
                .allMatch(message -> message.contains(NO_DRIVER));
        assertThat(sample.properties().keySet())
                .allMatch(property -> isOfConnect(property) || isDefined(definition, property));
    }

    /** Some forms send the defaults of all properties, also of those that have no effect. */
    @ParameterizedTest
    @MethodSource("samplesOfThisProject")
    void configurationIsValidWithTheDefaultsOfAForm(SampleConfiguration sample) {
        Connector connector = connector(sample);
        Map<String, String> properties = localProperties(sample, connector.config());
        connector.config().configKeys().values().stream()
                .filter(key -> key.hasDefault() && key.defaultValue != null)
                .forEach(
                        key -> properties.putIfAbsent(key.name, ConfigDef.convertToString(key.defaultValue, key.type)));

        assertThat(connector.validate(properties).configValues())
                .flatMap(ConfigValue::errorMessages)
                .allMatch(message -> message.contains(NO_DRIVER));
    }

    private static Connector connector(SampleConfiguration sample) {
        return (Connector) requireNonNull(INSTANCES.get(sample.connector().orElseThrow()), sample::toString);
    }

    /** Returns the properties with values of the environment, without files and calls of remote systems. */
    static Map<String, String> localProperties(SampleConfiguration sample, ConfigDef definition) {
        Map<String, String> properties = new HashMap<>();
        sample.properties().forEach((property, value) -> properties.put(property, withEnvironment(value)));
        properties.values().removeIf(value -> value.startsWith(FILE));
        if (definition.names().contains(VALIDATE_REMOTE)) {
            properties.put(VALIDATE_REMOTE, "false");
        }
        return properties;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void transformsOfAConfigurationAreValid(SampleConfiguration sample) {
        for (String alias : sample.properties().getOrDefault("transforms", "").split(",", -1)) {
            Map<String, String> properties = sample.withPrefix("transforms." + alias.strip() + ".");
            Optional.ofNullable(properties.get("type")).map(INSTANCES::get).ifPresent(transform -> {
                ConfigDef definition = ((Transformation<?>) transform).config();
                assertThat(definition.validate(properties))
                        .flatMap(ConfigValue::errorMessages)
                        .isEmpty();
                assertThat(properties.keySet())
                        .allMatch(name -> definition.names().contains(name)
                                || Set.of("type", "predicate", "negate").contains(name));
            });
        }
    }

    @Test
    void everyConnectorHasAnExampleAndADocument() {
        Set<String> connectors = INSTANCES.entrySet().stream()
                .filter(plugged -> plugged.getValue() instanceof Connector)
                .map(Map.Entry::getKey)
                .collect(toSet());
        assertThat(samplesOfThisProject()
                        .filter(sample -> sample.source().startsWith("config/"))
                        .map(sample -> sample.connector().orElseThrow()))
                .containsAll(connectors);
        connectors.remove("io.changefeed.readmodel.JdbcReadModelSinkConnector");
        assertThat(samplesOfThisProject()
                        .filter(sample -> sample.source().endsWith(".md"))
                        .map(sample -> sample.connector().orElseThrow()))
                .containsAll(connectors);
    }

    @Test
    void sensitivePropertiesForConfluentAreTheSecretsOfEachConnector() throws IOException {
        JsonNode sensitive =
                new JsonMapper().readTree(Project.read("deploy/confluent-cloud/sensitive-properties.json"));

        assertThat(sensitive.properties()).hasSize(6).allSatisfy(connector -> {
            Set<String> listed = new TreeSet<>();
            connector.getValue().forEach(name -> listed.add(name.asText()));
            ConfigDef definition = requireNonNull(DEFINITIONS.get(connector.getKey()));
            Set<String> expected = passwords(definition);
            if (definition.names().contains(ACCESS_KEY)) {
                expected.add(ACCESS_KEY);
            }
            if (definition.names().contains("signal.kafka.topic")) {
                passwords(ConsumerConfig.configDef()).forEach(name -> expected.add("signal.consumer." + name));
            }
            assertThat(listed).isEqualTo(expected);
        });
    }

    private static Set<String> passwords(ConfigDef definition) {
        return definition.configKeys().values().stream()
                .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                .map(key -> key.name)
                .collect(toCollection(TreeSet::new));
    }

    @Test
    void partsOfConfigurationsHaveOnlyPropertiesThatExist() {
        List<SampleConfiguration> parts =
                samples().filter(sample -> sample.connector().isEmpty()).toList();

        assertThat(parts).hasSizeGreaterThan(4);
        assertThat(parts)
                .allSatisfy(part -> assertThat(part.properties().keySet()).allMatch(SampleConfigurationsIT::isKnown));
    }

    @Test
    void documentsNameOnlyPropertiesThatExist() {
        Map<String, Set<String>> unknown = new TreeMap<>();
        for (Path document : SampleConfiguration.documents()) {
            NAME.matcher(SampleConfiguration.prose(document))
                    .results()
                    .map(name -> name.group(1))
                    .filter(name -> !isKnown(name) && !OTHERS.matcher(name).matches())
                    .forEach(name -> unknown.computeIfAbsent(name, first -> new TreeSet<>())
                            .add(document.toString()));
        }
        assertThat(unknown)
                .as("names that are no properties; add those of other products to OTHERS")
                .isEmpty();
    }

    private static boolean isKnown(String property) {
        return isOfConnect(property)
                || ConsumerConfig.configNames().contains(property)
                || ProducerConfig.configNames().contains(property)
                || DEFINITIONS.values().stream().anyMatch(definition -> isDefined(definition, property));
    }

    private static boolean isOfConnect(String property) {
        return CONNECT.matcher(property).matches()
                || overrides(CONSUMER, property, ConsumerConfig.configNames())
                || overrides(PRODUCER, property, ProducerConfig.configNames());
    }

    private static boolean overrides(String prefix, String property, Set<String> names) {
        return property.startsWith(prefix) && names.contains(property.substring(prefix.length()));
    }

    /** Whether a definition has the property, or one with a variable part such as {@code snapshot.mode.<table>}. */
    private static boolean isDefined(ConfigDef definition, String property) {
        return definition.names().stream()
                .map(name -> Pattern.quote(name).replaceAll("<[a-z]+>|\\*", "\\\\E.+\\\\Q"))
                .anyMatch(property::matches);
    }

    private static String withEnvironment(String value) {
        return PLACEHOLDER.matcher(value).replaceAll(variable -> ENVIRONMENT.getOrDefault(variable.group(1), "text"));
    }
}
