/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.connector.PropertyNames;
import io.changefeed.connector.metrics.TaskId;
import io.changefeed.delivery.config.ConsumerIsolation;
import io.changefeed.delivery.config.DeadLetterConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.SinkConnector;

/** A sink connector whose tasks all have the same configuration, except for their number. */
public abstract class DeliverySinkConnector extends SinkConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public final String version() {
        return ChangefeedVersion.text();
    }

    /**
     * Returns the definition of all properties, including those with a user-defined part as in {@link
     * PropertyNames}.
     */
    protected ConfigDef reference() {
        return config();
    }

    /** @throws ConfigException if a property is misspelt or null */
    @Override
    public final void start(Map<String, String> connectorProperties) {
        PropertyNames.ofConnector(reference()).requireValid(connectorProperties);
        DeadLetterConfig.of(connectorProperties).logMissingTimeouts(connectorProperties);
        ConsumerIsolation.log(connectorProperties);
        properties = Map.copyOf(connectorProperties);
    }

    @Override
    public final List<Map<String, String>> taskConfigs(int maxTasks) {
        return IntStream.range(0, maxTasks).mapToObj(this::taskConfig).toList();
    }

    private Map<String, String> taskConfig(int id) {
        Map<String, String> config = new HashMap<>(properties);
        config.put(TaskId.PROPERTY, Integer.toString(id));
        return config;
    }

    @Override
    public final void stop() {
        // The connector holds no resources.
    }
}
