/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.peer;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** Writes each change of {@code table}, read from {@code endpoint}, to {@code topic}. */
public final class PeerConnector extends SourceConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public void start(Map<String, String> started) {
        properties = Map.copyOf(started);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return PeerTask.class;
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
                .define("endpoint", Type.STRING, Importance.HIGH, "the address of DynamoDB")
                .define("table", Type.STRING, Importance.HIGH, "the table to read")
                .define("topic", Type.STRING, Importance.HIGH, "the topic to write to");
    }

    @Override
    public String version() {
        return "1";
    }
}
