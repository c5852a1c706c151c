/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.metrics;

import static io.changefeed.delivery.Changes.updates;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.fanout.FakeConnect;
import io.changefeed.fanout.client.Client;
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
    void theTaskTellsWhereItListensHowFarItIsBehindAndWhatItHolds() {
        try (FakeConnect server =
                        new FakeConnect(1, Map.of()).showing(new Shown()).start();
                Client client = new Client(server.port())) {
            assertThat(shown())
                    .containsEntry("address", "127.0.0.1:" + server.port())
                    .containsEntry("serving", 0);
            server.fill();
            client.latest();
            server.tell(updates(5));
            server.writeAlien();
            server.pollAll();
            client.earliest().awaitIds(5);

            assertThat(shown())
                    .containsEntry("serving", 1)
                    .containsEntry("events-received", 5L)
                    .containsEntry("events-rejected", 1L)
                    .containsEntry("ring-records", 5L)
                    .containsEntry("subscribers", 2);
            assertThat((Long) shown().get("ring-bytes")).isBetween(5 * 300L, 5 * 2_000L);
            // The changes of the tests are of the year before.
            assertThat((Long) shown().get("lag-ms")).isPositive();
            assertThat((Long) shown().get("events-sent")).isGreaterThanOrEqualTo(5L);
        }
        kafka.close();
    }

    private Map<String, Object> shown() {
        Map<String, Object> shown = new HashMap<>();
        kafka.metrics().forEach((name, metric) -> shown.put(name.name(), metric.metricValue()));
        return shown;
    }

    private final class Shown implements PluginMetrics {
        @Override
        @SuppressWarnings("NonApiType") // the interface says so
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
