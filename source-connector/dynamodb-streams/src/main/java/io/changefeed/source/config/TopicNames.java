/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of the topics: {@code topic.name.format} with its placeholders replaced. */
public record TopicNames(String format, String prefix) {
    static final Set<String> PLACEHOLDERS = Set.of("prefix", "table", "region", "account");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    /** Topic names that Kafka accepts. */
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** @throws IllegalArgumentException when the format has an unknown placeholder or cannot result in a legal name */
    public TopicNames {
        String rest = PLACEHOLDER.matcher(format).replaceAll(match -> {
            if (!PLACEHOLDERS.contains(match.group(1))) {
                throw new IllegalArgumentException("'" + match.group() + "' is unknown; supported placeholders: "
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
     * The topic of a table.
     *
     * @throws IllegalArgumentException when the resulting name is not a legal topic name
     */
    public String topic(String table, String region, String account) {
        Map<String, String> values = Map.of("prefix", prefix, "table", table, "region", region, "account", account);
        String topic = PLACEHOLDER
                .matcher(format)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
        return requireLegal(topic);
    }

    /** The heartbeat topic. */
    public String heartbeatTopic() {
        return "__changefeed-heartbeat." + prefix;
    }

    /**
     * Requires that no two tables share a topic, and no table shares one with the heartbeats. Tables that are configured
     * by name have the region and the account of the connector.
     *
     * @throws IllegalArgumentException when a topic is shared; the message names both tables
     */
    public void requireDistinctTopics(List<TableName> tables) {
        Map<String, String> ownersByTopic = new HashMap<>();
        ownersByTopic.put(heartbeatTopic().replace('.', '_'), "The heartbeat topic");
        for (TableName table : tables) {
            String topic = topic(
                    table.name(),
                    table.region().orElse("region"),
                    table.account().orElse("account"));
            // Topics that differ only in these two characters collide in the names of Kafka's metrics.
            String other = ownersByTopic.putIfAbsent(topic.replace('.', '_'), "Table '" + table.text() + "'");
            if (other != null) {
                throw new IllegalArgumentException(other + " and table '" + table.text() + "' would share the topic '"
                        + topic + "'. Use ${table} in the format, and ${account} or ${region} for tables in several"
                        + " accounts or regions"
                        + (isOneOfSeveral(table, tables) ? ". If both are the same table, remove one of them" : ""));
            }
        }
    }

    private static boolean isOneOfSeveral(TableName table, List<TableName> tables) {
        return tables.stream()
                        .filter(other -> other.name().equals(table.name()))
                        .count()
                > 1;
    }

    private static String requireLegal(String topic) {
        if (!LEGAL.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException("'" + topic
                    + "' is not a legal topic name: use 1 to 249 letters, digits, dots, underscores and hyphens");
        }
        return topic;
    }
}
