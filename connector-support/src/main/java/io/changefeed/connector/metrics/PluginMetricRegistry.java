/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;

/** Registers metrics with Kafka Connect 4.1 and later. Older workers must not initialize this class. */
final class PluginMetricRegistry extends TaskRegistry {
    private final PluginMetrics metrics;
    private final List<MetricName> gauges = new ArrayList<>();
    private final List<String> sensors = new ArrayList<>();

    PluginMetricRegistry(PluginMetrics metrics, TaskId task) {
        super(task);
        this.metrics = metrics;
    }

    @Override
    public MetricName name(String name, String description, Map<String, String> tags) {
        return metrics.metricName(name, description, new LinkedHashMap<>(tags));
    }

    @Override
    public synchronized void addGauge(MetricName name, Gauge<?> value) {
        metrics.addMetric(name, value);
        gauges.add(name);
    }

    /** All tasks of a worker share their sensors, although its documentation says otherwise (Kafka 4.1 to 4.3). */
    @Override
    public synchronized Sensor addSensor(String name) {
        String unique = task().connector() + "-" + task().number() + "-" + name;
        Sensor sensor = metrics.addSensor(unique);
        sensors.add(unique);
        return sensor;
    }

    @Override
    synchronized void removeMetrics() {
        try {
            sensors.forEach(metrics::removeSensor);
            gauges.forEach(metrics::removeMetric);
        } catch (IllegalStateException e) {
            // Connect has removed all metrics of this instance: it is not stopped after its start failed.
        }
        sensors.clear();
        gauges.clear();
    }
}
