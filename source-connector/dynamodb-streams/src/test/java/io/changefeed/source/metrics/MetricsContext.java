/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** The context of a task of which only the metrics are used. */
public record MetricsContext(PluginMetrics pluginMetrics) implements SourceTaskContext {
    @Override
    public Map<String, String> configs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        throw new UnsupportedOperationException();
    }
}
