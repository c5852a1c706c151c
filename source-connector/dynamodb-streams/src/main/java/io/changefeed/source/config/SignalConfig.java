/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.ConfigForm;
import io.changefeed.connector.PropertyChecks;
import io.changefeed.connector.PropertyCondition;
import io.changefeed.connector.PropertyNames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Properties of the Kafka signal channel. */
public final class SignalConfig {
    public static final String TOPIC = "signal.kafka.topic";
    public static final String BOOTSTRAP_SERVERS = "signal.kafka.bootstrap.servers";
    public static final String CONSUMER = "signal.consumer.";

    private static final String GROUP = "Signals";
    private static final Pattern SERVERS =
            Pattern.compile("\\s*[^,\\s]+:[0-9]{1,5}\\s*(,\\s*[^,\\s]+:[0-9]{1,5}\\s*)*");
    private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    /** Consumer properties that the connector sets itself. */
    private static final Set<String> MANAGED = Set.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);

    private final AbstractConfig config;

    SignalConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        TOPIC,
                        Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(SignalConfig::requireTopic, () -> "a topic name"),
                        MEDIUM,
                        "Kafka topic from which the connector reads signals, in the format of Debezium's Kafka signal"
                                + " channel. The key of a record is the `topic.prefix` of the connector; records with"
                                + " other keys are ignored. The value is JSON of at most 32,768 characters: `{\"id\":"
                                + " \"2026-01-31\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\":"
                                + " [\"orders\"], \"type\": \"INCREMENTAL\"}}`. `data-collections` lists table names"
                                + " or table ARNs. An optional `data.filter` selects the rows of a snapshot, in the"
                                + " format of `snapshot.filter.<table>`. The types `pause-snapshot`,"
                                + " `resume-snapshot` and `stop-snapshot` apply to the running snapshots of the"
                                + " listed tables, or of all tables if `data-collections` is absent. A signal whose"
                                + " `id` was processed before is ignored; a signal without an `id` is identified by"
                                + " the offset and the timestamp of its record. The topic must have one partition and"
                                + " `cleanup.policy=delete`. Empty: signals are disabled.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Signal topic")
                .define(
                        BOOTSTRAP_SERVERS,
                        Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                SignalConfig::requireServers, () -> "comma-separated host:port pairs"),
                        MEDIUM,
                        "Comma-separated list of `host:port` pairs for the initial connection to the Kafka cluster of `"
                                + TOPIC
                                + "`. Required with `"
                                + TOPIC
                                + "`: a connector has no access to the Kafka clients of the worker.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Signal bootstrap servers");
    }

    /** Adds the prefixes of pass-through properties, which are documented on the reference page only. */
    static void addPatternsTo(ConfigDef reference) {
        reference.define(
                CONSUMER + "*",
                Type.STRING,
                "",
                LOW,
                "Configuration of the consumer that reads `" + TOPIC + "`, for example `" + CONSUMER
                        + "security.protocol` and `" + CONSUMER
                        + "sasl.jaas.config`. Kafka Connect's REST API returns connector configurations in clear"
                        + " text: use a configuration provider for secrets, for example"
                        + " `${file:/etc/kafka/secrets.properties:jaas}`.",
                GROUP,
                101,
                Width.LONG,
                "Signal consumer configuration");
    }

    static void addConditions(ConfigForm form) {
        form.showIf(PropertyCondition.set(TOPIC), BOOTSTRAP_SERVERS);
    }

    static void check(PropertyChecks checks) {
        checks.requireWith(TOPIC, BOOTSTRAP_SERVERS);
        Map<String, String> consumer = checks.withPrefix(CONSUMER);
        consumer.keySet().stream()
                .filter(MANAGED::contains)
                .forEach(name -> checks.addUndefinedError(
                        CONSUMER + name, "Remove it: the connector sets this consumer property itself."));
        PropertyNames names = PropertyNames.ofConnector(ConsumerConfig.configDef());
        consumer.keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> names.similar(name)
                        .ifPresent(other -> checks.addUndefinedError(
                                CONSUMER + name,
                                "Kafka's consumer has no property '" + name + "'. Did you mean '" + CONSUMER + other
                                        + "'?")));
        ConsumerConfig.configDef().validateAll(consumer).forEach((name, value) -> {
            if (consumer.containsKey(name)
                    && !MANAGED.contains(name)
                    && !value.errorMessages().isEmpty()) {
                checks.addUndefinedError(CONSUMER + name, String.join(" ", value.errorMessages()));
            }
        });
    }

    private static void requireTopic(String property, @Nullable Object value) {
        if (value instanceof String text
                && !text.isBlank()
                && (!LEGAL_TOPIC.matcher(text).matches() || text.equals(".") || text.equals(".."))) {
            throw new ConfigException(property, value, "Use 1 to 249 letters, digits, dots, underscores and hyphens.");
        }
    }

    private static void requireServers(String property, @Nullable Object value) {
        if (value instanceof String text
                && !text.isBlank()
                && !(SERVERS.matcher(text).matches()
                        && Arrays.stream(text.split(",", -1)).allMatch(SignalConfig::hasPort))) {
            throw new ConfigException(
                    property, value, "Set comma-separated host:port pairs, for example broker-1:9092,broker-2:9092.");
        }
    }

    private static boolean hasPort(String server) {
        int port =
                Integer.parseInt(server.substring(server.lastIndexOf(':') + 1).strip());
        return port > 0 && port <= 65_535;
    }

    /** The signal topic; empty when signals are disabled. */
    public Optional<String> topic() {
        return Optional.of(config.getString(TOPIC)).filter(topic -> !topic.isBlank());
    }

    /** The record key of the connector's signals. */
    public String key() {
        return config.getString(TopicsConfig.TOPIC_PREFIX);
    }

    /** The configuration of the consumer, without deserializers. It can contain secrets. */
    public Map<String, Object> consumer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(
                ConsumerConfig.CLIENT_ID_CONFIG,
                "changefeed-signals-" + config.originals().get("name"));
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.putAll(config.originalsWithPrefix(CONSUMER));
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString(BOOTSTRAP_SERVERS));
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // An offset out of range can mean lost signals. The failed poll reopens the topic, which logs the loss.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return properties;
    }
}
