/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.metrics;

import static io.changefeed.delivery.Changes.updates;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.fanout.FakeConnect;
import io.changefeed.fanout.client.TestClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.junit.jupiter.api.Test;

class FanOutMetricsTest {
    private final Metrics kafka = new Metrics();

    @Test
    void exposesAddressLagAndRingSize() {
        try (FakeConnect server = new FakeConnect(1, Map.of())
                        .withMetrics(new RecordedMetrics())
                        .start();
                TestClient client = new TestClient(server.port())) {
            assertThat(values())
                    .containsEntry("address", "127.0.0.1:" + server.port())
                    .containsEntry("serving", 0);
            server.awaitServing();
            client.latest();
            server.send(updates(5));
            server.writeInvalidRecord();
            server.pollAll();
            client.earliest().awaitIds(5);

            assertThat(values())
                    .containsEntry("serving", 1)
                    .containsEntry("event-received-total", 5L)
                    .containsEntry("event-rejected-total", 1L)
                    .containsEntry("ring-event-count", 5L)
                    .containsEntry("subscriber-count", 2);
            assertThat((Long) values().get("ring-bytes")).isBetween(5 * 300L, 5 * 2_000L);
            // The test changes are a year old.
            assertThat((Long) values().get("lag-ms")).isPositive();
            assertThat((Long) values().get("event-sent-total")).isGreaterThanOrEqualTo(5L);
        }
        kafka.close();
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new HashMap<>();
        kafka.metrics().forEach((name, metric) -> values.put(name.name(), metric.metricValue()));
        return values;
    }

    private final class RecordedMetrics implements PluginMetrics {
        @Override
        @SuppressWarnings("NonApiType") // as the interface declares it
        public MetricName metricName(String name, String description, LinkedHashMap<String, String> tags) {
            return kafka.metricName(name, "plugins", description, tags);
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
    }
}
