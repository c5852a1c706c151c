/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The topic of each table: {@code topic.name.format} with {@code ${prefix}}, {@code ${table}}, {@code ${region}} and
 * {@code ${account}} filled in.
 */
public record TopicNames(String format, String prefix) {
    static final Set<String> PLACEHOLDERS = Set.of("prefix", "table", "region", "account");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    /** What Kafka allows in a topic's name, up to 249 characters. */
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** @throws IllegalArgumentException when the format names an unknown placeholder or could give no legal name */
    public TopicNames {
        String rest = PLACEHOLDER.matcher(format).replaceAll(match -> {
            if (!PLACEHOLDERS.contains(match.group(1))) {
                throw new IllegalArgumentException("'" + match.group() + "' is unknown; known are "
                        + PLACEHOLDERS.stream()
                                .sorted()
                                .map(name -> "${" + name + "}")
                                .collect(Collectors.joining(", ")));
            }
            return "x";
        });
        requireLegal(rest);
    }

    /**
     * The topic of this table.
     *
     * @throws IllegalArgumentException when the name is not one that Kafka accepts
     */
    public String topic(String table, String region, String account) {
        Map<String, String> values = Map.of("prefix", prefix, "table", table, "region", region, "account", account);
        String topic = PLACEHOLDER
                .matcher(format)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
        return requireLegal(topic);
    }

    /** The topic of the heartbeats. */
    public String heartbeatTopic() {
        return "__changefeed-heartbeat." + prefix;
    }

    /**
     * Makes sure that no two of these tables share a topic, nor one with the heartbeats. A table whose region and account are not told has those of the
     * connector, which are the same for all such tables.
     *
     * @throws IllegalArgumentException when two do; the message names them
     */
    public void requireOneTopicEach(List<TableName> tables) {
        Map<String, String> owners = new HashMap<>();
        String heartbeats = "the heartbeats";
        owners.put(heartbeatTopic().replace('.', '_'), heartbeats);
        for (TableName table : tables) {
            String topic = topic(
                    table.name(),
                    table.region().orElse("region"),
                    table.account().orElse("account"));
            // Kafka takes the two characters for one in the names of its metrics.
            String other = owners.putIfAbsent(topic.replace('.', '_'), "the table '" + table.text() + "'");
            if (other != null) {
                throw new IllegalArgumentException(other + " and the table '" + table.text()
                        + "' would share the topic '" + topic + "'; use ${table}, and ${account} or ${region} for"
                        + " tables of several");
            }
        }
    }

    private static String requireLegal(String topic) {
        if (!LEGAL.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException("'" + topic
                    + "' is no topic name; Kafka allows 1 to 249 letters, digits, dots, underscores and hyphens");
        }
        return topic;
    }
}
