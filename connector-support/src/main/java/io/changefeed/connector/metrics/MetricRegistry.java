/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * Registers the metrics of a task: with Kafka Connect from 4.1 on, and with JMX on older workers. The names are the
 * same: {@code kafka.connect:type=plugins,connector=…,task=…}, followed by the tags of the metric. Thread-safe.
 *
 * <p>Only one instance of a task has metrics and a status log. If a task does not stop in time, Connect can start the
 * next instance, which removes the metrics and ends the log of the one before.
 */
public interface MetricRegistry extends AutoCloseable {
    /** Opens the registry of a source task. */
    static MetricRegistry open(SourceTaskContext context, TaskId task) {
        try {
            PluginMetrics metrics = context.pluginMetrics();
            return OpenRegistries.replace(task, new PluginMetricRegistry(metrics, task));
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            // Before Kafka Connect 4.1
            return OpenRegistries.replace(task, new JmxMetricRegistry(task));
        }
    }

    /** Opens the registry of a sink task. */
    static MetricRegistry open(SinkTaskContext context, TaskId task) {
        try {
            PluginMetrics metrics = context.pluginMetrics();
            return OpenRegistries.replace(task, new PluginMetricRegistry(metrics, task));
        } catch (NoSuchMethodError | NoClassDefFoundError e) {
            // Before Kafka Connect 4.1
            return OpenRegistries.replace(task, new JmxMetricRegistry(task));
        }
    }

    /**
     * Returns the name of a metric.
     *
     * @param tags in the order of the properties in the name of the MBean, not {@code connector} or {@code task}
     */
    MetricName name(String name, String description, Map<String, String> tags);

    /**
     * Registers a metric whose value is read on request.
     *
     * @param value is called by any thread
     */
    void addGauge(MetricName name, Gauge<?> value);

    /**
     * Creates a sensor, to which the caller adds statistics.
     *
     * @param name unique in the task
     */
    Sensor addSensor(String name);

    /**
     * Starts to log the status of the task, unless a later instance of it has started. The caller closes the log before
     * what the status is read from.
     */
    StatusLog startStatusLog(InstantSource clock, StatusLog.Status status);

    /** Ends the status log, and removes all metrics. */
    @Override
    void close();
}
