/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.counting;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Writes the numbers from 0 to {@code limit} to {@code topic}; its task fails at start if {@code limit} is negative.
 */
public final class CountingConnector extends SourceConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public void start(Map<String, String> started) {
        properties = Map.copyOf(started);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return CountingTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(properties);
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("topic", Type.STRING, Importance.HIGH, "the topic to write to")
                .define("limit", Type.INT, Importance.HIGH, "the last number");
    }

    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorConfig) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    @Override
    public boolean alterOffsets(Map<String, String> connectorConfig, Map<Map<String, ?>, Map<String, ?>> offsets) {
        return true;
    }

    @Override
    public String version() {
        return "1";
    }
}
