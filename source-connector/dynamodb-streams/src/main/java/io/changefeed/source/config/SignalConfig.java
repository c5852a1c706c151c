/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.changefeed.connector.PropertyChecks;
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

/** Where signals come from. */
public final class SignalConfig {
    public static final String TOPIC = "signal.kafka.topic";
    public static final String BOOTSTRAP_SERVERS = "signal.kafka.bootstrap.servers";
    public static final String CONSUMER = "signal.consumer.";

    private static final String GROUP = "Signals";
    private static final Pattern SERVERS =
            Pattern.compile("\\s*[^,\\s]+:[0-9]{1,5}\\s*(,\\s*[^,\\s]+:[0-9]{1,5}\\s*)*");
    private static final Pattern LEGAL_TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    /** What the connector's reading depends on. */
    private static final Set<String> OURS = Set.of(
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
                        ConfigDef.LambdaValidator.with(SignalConfig::requireTopic, () -> "a topic's name"),
                        MEDIUM,
                        "The topic by which people ask the running connector for snapshots. A record's key is the"
                                + " connector's name, its value JSON: `{\"id\": \"2026-01-31\", \"type\": \"snapshot\", \"tables\":"
                                + " [\"orders\"]}`, with an optional `filter` as in `snapshot.filter.<table>`; or the type"
                                + " `pause`, `resume` or `stop`, for the running snapshots of these tables. A signal with an"
                                + " `id` that was taken is the same signal. It needs one partition, because signals have an order,"
                                + " and `cleanup.policy=delete`. A value has 32,768 characters at most. Records with other keys are not"
                                + " looked at. Empty: no signals.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Signal topic")
                .define(
                        BOOTSTRAP_SERVERS,
                        Type.STRING,
                        "",
                        ConfigDef.LambdaValidator.with(
                                SignalConfig::requireServers, () -> "host:port, several separated by commas"),
                        MEDIUM,
                        "The brokers that have `" + TOPIC
                                + "`, as `host:port`, separated by commas. A connector is not told"
                                + " its worker's brokers.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Brokers of the signal topic");
    }

    /** Adds what stands for many properties to a definition that people read. */
    static void addPatternsTo(ConfigDef reference) {
        reference.define(
                CONSUMER + "*",
                Type.STRING,
                "",
                LOW,
                "Settings of the consumer that reads `" + TOPIC + "`, such as `" + CONSUMER + "security.protocol` and `"
                        + CONSUMER
                        + "sasl.jaas.config`. Connect shows a connector's configuration to everybody who may ask"
                        + " for it: take secrets from a configuration provider, as in"
                        + " `${file:/etc/kafka/secrets.properties:jaas}`.",
                GROUP,
                101,
                Width.LONG,
                "Consumer settings");
    }

    static void check(PropertyChecks checks) {
        checks.requireWith(TOPIC, BOOTSTRAP_SERVERS);
        Map<String, String> consumer = checks.withPrefix(CONSUMER);
        consumer.keySet().stream()
                .filter(OURS::contains)
                .forEach(name -> checks.addUndefinedError(CONSUMER + name, "The connector sets it itself."));
        ConsumerConfig.configDef().validateAll(consumer).forEach((name, value) -> {
            if (consumer.containsKey(name)
                    && !OURS.contains(name)
                    && !value.errorMessages().isEmpty()) {
                checks.addUndefinedError(CONSUMER + name, String.join(" ", value.errorMessages()));
            }
        });
    }

    private static void requireTopic(String property, @Nullable Object value) {
        if (value instanceof String text
                && !text.isBlank()
                && !LEGAL_TOPIC.matcher(text).matches()) {
            throw new ConfigException(
                    property, value, "Kafka allows 1 to 249 letters, digits, dots, underscores and hyphens.");
        }
    }

    private static void requireServers(String property, @Nullable Object value) {
        if (value instanceof String text
                && !text.isBlank()
                && !SERVERS.matcher(text).matches()) {
            throw new ConfigException(property, value, "Expected host:port, several separated by commas.");
        }
    }

    /** The topic's name; empty where there are no signals. */
    public Optional<String> topic() {
        return Optional.of(config.getString(TOPIC)).filter(topic -> !topic.isBlank());
    }

    /** The connector's name, which is the key of its signals. */
    public String connector() {
        return String.valueOf(config.originals().get("name"));
    }

    /** The consumer's settings but for its deserializers; there are passwords among them. */
    public Map<String, Object> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "changefeed-signals-" + connector());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putAll(config.originalsWithPrefix(CONSUMER));
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString(BOOTSTRAP_SERVERS));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // An offset that is out of range tells that signals may be missing: the topic is then opened anew.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return settings;
    }
}
