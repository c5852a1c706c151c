/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;

/** Plugin metrics whose values tests can read. */
public final class FakePluginMetrics implements PluginMetrics, AutoCloseable {
    private static final String GROUP = "test";

    private final Metrics metrics = new Metrics();

    /** The numeric values of all metrics, by name. */
    public Map<String, Double> values() {
        Map<String, Double> values = new HashMap<>();
        metrics.metrics().forEach((name, metric) -> {
            if (name.group().equals(GROUP) && metric.metricValue() instanceof Number value) {
                values.put(name.name(), value.doubleValue());
            }
        });
        return values;
    }

    /** The numeric value of the metric with this name and these tags. */
    public double value(String name, Map<String, String> tags) {
        return metrics.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name)
                        && metric.getKey().tags().equals(tags))
                .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue())
                .findFirst()
                .orElseThrow();
    }

    /** The value of a metric that is text. */
    public String text(String name) {
        return metrics.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name))
                .map(metric -> (String) metric.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }

    /** The descriptions of all metrics, by name. */
    public Map<String, String> descriptions() {
        Map<String, String> descriptions = new HashMap<>();
        metrics.metrics().keySet().stream()
                .filter(name -> name.group().equals(GROUP))
                .forEach(name -> descriptions.put(name.name(), name.description()));
        return descriptions;
    }

    @Override
    @SuppressWarnings("NonApiType") // the interface requires it
    public MetricName metricName(String name, String description, LinkedHashMap<String, String> tags) {
        return new MetricName(name, GROUP, description, tags);
    }

    @Override
    public void addMetric(MetricName name, MetricValueProvider<?> value) {
        metrics.addMetric(name, value);
    }

    @Override
    public void removeMetric(MetricName name) {
        metrics.removeMetric(name);
    }

    @Override
    public Sensor addSensor(String name) {
        return metrics.sensor(name);
    }

    @Override
    public void removeSensor(String name) {
        metrics.removeSensor(name);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
