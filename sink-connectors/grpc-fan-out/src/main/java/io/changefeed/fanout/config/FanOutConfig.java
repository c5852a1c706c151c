/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.config;

import io.changefeed.connector.PropertyChecks;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** The properties of the gRPC fan-out sink connector: one class for each group of them. */
public final class FanOutConfig extends AbstractConfig {
    public static final ConfigDef DEFINITION = definition();

    private static final String TASKS_MAX = "tasks.max";

    public FanOutConfig(Map<String, String> properties) {
        super(DEFINITION, properties);
    }

    private static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        ServerConfig.addTo(definition);
        SecurityConfig.addTo(definition);
        FeedConfig.addTo(definition);
        return definition;
    }

    /** Checks every property by itself, and those that depend on each other together. */
    public static PropertyChecks check(Map<String, String> properties) {
        PropertyChecks checks = new PropertyChecks(DEFINITION, properties);
        SecurityConfig.check(checks);
        @Nullable String tasks = properties.get(TASKS_MAX);
        if (tasks != null && !tasks.isBlank() && !tasks.trim().equals("1")) {
            checks.addUndefinedError(
                    TASKS_MAX,
                    "It must be 1: one task reads all topics and has the port. For replicas, create further connectors"
                            + " with other names; on the same worker also with another '" + ServerConfig.PORT + "'.");
        }
        return checks;
    }

    public ServerConfig server() {
        return new ServerConfig(this);
    }

    public SecurityConfig security() {
        return new SecurityConfig(this);
    }

    public FeedConfig feed() {
        return new FeedConfig(this);
    }
}
