/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;

import io.changefeed.connector.PropertyChecks;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Properties that name the topics. */
public final class TopicsConfig {
    public static final String TOPIC_PREFIX = "topic.prefix";
    public static final String TOPIC_NAME_FORMAT = "topic.name.format";

    static final String GROUP = "Topics and events";

    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

    private final AbstractConfig config;

    TopicsConfig(AbstractConfig config) {
        this.config = config;
    }

    static void addTo(ConfigDef definition) {
        definition
                .define(
                        TOPIC_PREFIX,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.LambdaValidator.with(
                                TopicsConfig::requireTopicPrefix,
                                () -> "1 to 200 letters, digits, dots, underscores and hyphens"),
                        HIGH,
                        "Prefix of all topic names, and the value of `source.name` in every event. It must be unique"
                                + " to the connector: it names the heartbeat topic,"
                                + " `__changefeed-heartbeat.<topic.prefix>`, and is the key of the connector's"
                                + " signals.",
                        GROUP,
                        1,
                        Width.MEDIUM,
                        "Topic prefix")
                .define(
                        TOPIC_NAME_FORMAT,
                        Type.STRING,
                        "${prefix}.${table}",
                        HIGH,
                        "Format of the name of a table's topic. Supported placeholders: `${prefix}`, `${table}`,"
                                + " `${region}` and `${account}`. Each table must have its own topic.",
                        GROUP,
                        2,
                        Width.LONG,
                        "Topic name format");
    }

    static void check(PropertyChecks checks) {
        Optional<String> prefix = checks.value(TOPIC_PREFIX, String.class);
        Optional<String> format = checks.value(TOPIC_NAME_FORMAT, String.class);
        if (!checks.hasError(TablesConfig.TABLES) && prefix.isPresent() && format.isPresent()) {
            List<?> listed = checks.value(TablesConfig.TABLES, List.class).orElse(List.of());
            List<TableName> tables = listed.stream()
                    .map(table -> TableName.parse(String.valueOf(table)))
                    .toList();
            try {
                new TopicNames(format.get(), prefix.get()).requireDistinctTopics(tables);
                if (checks.isSet(TablesConfig.TABLES_REGEX) && !format.get().contains("${table}")) {
                    checks.addError(
                            TOPIC_NAME_FORMAT,
                            "Use ${table} in the format: '" + TablesConfig.TABLES_REGEX
                                    + "' can match several tables, and each needs its own topic.");
                }
            } catch (IllegalArgumentException e) {
                checks.addError(TOPIC_NAME_FORMAT, e.getMessage() + ".");
            }
        }
    }

    private static void requireTopicPrefix(String property, @Nullable Object value) {
        if (value instanceof String prefix && !PREFIX.matcher(prefix).matches()) {
            throw new ConfigException(property, value, "Use 1 to 200 letters, digits, dots, underscores and hyphens.");
        }
    }

    public String prefix() {
        return config.getString(TOPIC_PREFIX);
    }

    public TopicNames names() {
        return new TopicNames(config.getString(TOPIC_NAME_FORMAT), prefix());
    }
}
