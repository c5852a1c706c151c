/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Time;

/**
 * Registers metrics as MBeans, for workers before Kafka Connect 4.1. The names are those of later workers: Kafka's
 * plugin metrics have the group {@code plugins} and start with the tags {@code connector} and {@code task}.
 */
final class JmxMetricRegistry extends TaskRegistry {
    private static final String DOMAIN = "kafka.connect";
    private static final String GROUP = "plugins";

    private final JmxReporter reporter = new JmxReporter();
    private final Metrics metrics;

    JmxMetricRegistry(TaskId task) {
        super(task);
        // Without this filter, Kafka's Metrics also registers an MBean with the number of its metrics.
        reporter.configure(Map.of(JmxReporter.INCLUDE_CONFIG, DOMAIN + ":type=" + GROUP + ".*"));
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("connector", task.connector());
        tags.put("task", Integer.toString(task.number()));
        metrics = new Metrics(
                new MetricConfig().tags(tags),
                new ArrayList<>(List.of(reporter)),
                Time.SYSTEM,
                new KafkaMetricsContext(DOMAIN));
    }

    @Override
    public MetricName name(String name, String description, Map<String, String> tags) {
        return metrics.metricName(name, GROUP, description, tags);
    }

    @Override
    public void addGauge(MetricName name, Gauge<?> value) {
        metrics.addMetric(name, value);
    }

    @Override
    public Sensor addSensor(String name) {
        return metrics.sensor(name);
    }

    /** Metrics that are registered later, by an instance that is still starting, are not reported. */
    @Override
    void removeMetrics() {
        // Closes the reporter. Metrics has no other resources, and its own close method writes to the log.
        metrics.removeReporter(reporter);
    }
}
