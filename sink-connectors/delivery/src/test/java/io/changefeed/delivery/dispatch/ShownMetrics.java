/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;

/** A worker's metrics, and what they show of a task. */
public final class ShownMetrics implements PluginMetrics, AutoCloseable {
    private final Metrics kafka = new Metrics();

    /** The values by their names. */
    public Map<String, Double> shown() {
        Map<String, Double> shown = new HashMap<>();
        kafka.metrics().forEach((name, metric) -> {
            if (name.group().equals("test")) {
                shown.put(name.name(), ((Number) metric.metricValue()).doubleValue());
            }
        });
        return shown;
    }

    @Override
    @SuppressWarnings("NonApiType") // the interface says so
    public MetricName metricName(String name, String description, LinkedHashMap<String, String> tags) {
        return new MetricName(name, "test", description, tags);
    }

    @Override
    public void addMetric(MetricName name, MetricValueProvider<?> value) {
        kafka.addMetric(name, value);
    }

    @Override
    public void removeMetric(MetricName name) {
        kafka.removeMetric(name);
    }

    @Override
    public Sensor addSensor(String name) {
        return kafka.sensor(name);
    }

    @Override
    public void removeSensor(String name) {
        kafka.removeSensor(name);
    }

    @Override
    public void close() {
        kafka.close();
    }
}
