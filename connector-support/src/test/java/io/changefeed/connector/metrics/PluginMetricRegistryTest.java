/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kafka Connect 4.1 and later. */
class PluginMetricRegistryTest extends MetricRegistryContract {
    /** All tasks of a worker share it. */
    private final Metrics worker = new Metrics(
            new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext("kafka.connect"));

    @AfterEach
    void stopWorker() {
        worker.close();
    }

    private PluginMetricsImpl pluginMetrics(TaskId task) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("connector", task.connector());
        tags.put("task", Integer.toString(task.number()));
        return new PluginMetricsImpl(worker, tags);
    }

    @Override
    MetricRegistry open(TaskId task) {
        MetricRegistry registry = MetricRegistry.open(new Context(pluginMetrics(task)), task);
        assertThat(registry).isInstanceOf(PluginMetricRegistry.class);
        return registry;
    }

    /** Connect removes the metrics of a task whose start failed, and does not stop it. */
    @Test
    void registryCanBeClosedAfterConnectHasRemovedTheMetrics() throws IOException {
        TaskId task = new TaskId("failed", 0);
        PluginMetricsImpl metrics = pluginMetrics(task);
        MetricRegistry registry = MetricRegistry.open(new Context(metrics), task);
        registry.addSensor("event-delivered");
        metrics.close();

        assertThatCode(registry::close).doesNotThrowAnyException();
    }
}
