/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.connector.ChangefeedVersion;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkConnector;

/** A sink connector whose tasks all have the same configuration. */
public abstract class DeliverySinkConnector extends SinkConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public final String version() {
        return ChangefeedVersion.text();
    }

    @Override
    public final void start(Map<String, String> connectorProperties) {
        properties = Map.copyOf(connectorProperties);
    }

    @Override
    public final List<Map<String, String>> taskConfigs(int maxTasks) {
        return Collections.nCopies(maxTasks, properties);
    }

    @Override
    public final void stop() {
        // The connector holds no resources.
    }
}
