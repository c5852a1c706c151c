/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.connector.PropertyNames;
import io.changefeed.connector.UnusedTasks;
import io.changefeed.delivery.config.ConsumerIsolation;
import io.changefeed.delivery.config.DeadLetterConfig;
import io.changefeed.fanout.config.FanOutConfig;
import io.changefeed.fanout.config.ServerConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves change events to gRPC subscribers. */
public final class GrpcFanOutSinkConnector extends SinkConnector {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcFanOutSinkConnector.class);

    private final UnusedTasks unusedTasks = new UnusedTasks(LOG::warn);
    private Map<String, String> properties = Map.of();

    @Override
    public String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public ConfigDef config() {
        return FanOutConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> connectorProperties) {
        return FanOutConfig.check(connectorProperties).result();
    }

    /** @throws ConfigException if a property is misspelt or null */
    @Override
    public void start(Map<String, String> connectorProperties) {
        PropertyNames.ofConnector(FanOutConfig.DEFINITION).requireValid(connectorProperties);
        DeadLetterConfig.of(connectorProperties).logMissingTimeouts(connectorProperties);
        ConsumerIsolation.log(connectorProperties);
        properties = Map.copyOf(connectorProperties);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return GrpcFanOutSinkTask.class;
    }

    /** Returns one task regardless of {@code maxTasks}, because the task owns the port. */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        unusedTasks.check(
                maxTasks,
                1,
                "a single task reads all topics and owns the port. For replicas, create more connectors with different"
                        + " names and, on the same worker, a different '" + ServerConfig.PORT + "'");
        return List.of(properties);
    }

    @Override
    public void stop() {
        // The connector holds no resources; the task closes its own.
    }
}
