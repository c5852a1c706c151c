/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.dispatch.ShownMetrics;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** What Connect is to a task that it lets do as it likes. There are no dead letters: what is rejected fails the task. */
public final class FreeContext implements SinkTaskContext, AutoCloseable {
    private final ShownMetrics metrics = new ShownMetrics();

    /** What the task's metrics show, by their names. */
    public Map<String, Double> shown() {
        return metrics.shown();
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {}

    @Override
    public void offset(TopicPartition partition, long offset) {}

    @Override
    public void timeout(long timeoutMs) {}

    @Override
    public Set<TopicPartition> assignment() {
        return Set.of(Records.ORDERS);
    }

    @Override
    public void pause(TopicPartition... partitions) {}

    @Override
    public void resume(TopicPartition... partitions) {}

    @Override
    public void requestCommit() {}

    @Override
    public PluginMetrics pluginMetrics() {
        return metrics;
    }

    @Override
    public void close() {
        metrics.close();
    }
}
