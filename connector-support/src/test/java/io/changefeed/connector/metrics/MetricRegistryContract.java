/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.RunningThreads;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;

/** What a worker of any version shows of a task's metrics, read with JMX. */
abstract class MetricRegistryContract {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final String connector = "orders-" + UUID.randomUUID();
    private final TaskId task = new TaskId(connector, 3);

    /** Opens the registry of a task in the worker. */
    abstract MetricRegistry open(TaskId opened);

    /** A context of which only the metrics are used. */
    record Context(PluginMetrics pluginMetrics) implements SourceTaskContext {
        @Override
        public Map<String, String> configs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            throw new UnsupportedOperationException();
        }
    }

    private static Map<String, String> tags(String account, String table) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("account", account);
        tags.put("table", table);
        return tags;
    }

    private static void addGauge(MetricRegistry registry, double value) {
        Gauge<Double> gauge = (config, now) -> value;
        registry.addGauge(registry.name("lag-ms", "The lag", Map.of()), gauge);
    }

    private static Sensor addSensor(MetricRegistry registry) {
        Sensor sensor = registry.addSensor("event-delivered");
        sensor.add(registry.name("event-delivered-total", "The events", Map.of()), new CumulativeSum());
        return sensor;
    }

    /** The names of the MBeans of all tasks of the connector. */
    private Set<String> beans() throws JMException {
        return server.queryNames(new ObjectName("kafka.connect:*"), null).stream()
                .map(ObjectName::toString)
                .filter(name -> name.contains(connector))
                .collect(Collectors.toSet());
    }

    private Object value(int number, String metric) throws JMException {
        return server.getAttribute(bean(number), metric);
    }

    private ObjectName bean(int number) throws JMException {
        return new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",task=" + number);
    }

    @Test
    void mbeanIsNamedByTheTaskAndTheTags() throws JMException {
        try (MetricRegistry registry = open(task)) {
            Gauge<Double> gauge = (config, now) -> 7.0;
            registry.addGauge(registry.name("lag-ms", "The lag", tags("123456789012", "orders")), gauge);

            String name =
                    "kafka.connect:type=plugins,connector=" + connector + ",task=3,account=123456789012,table=orders";
            assertThat(beans()).containsExactly(name);
            assertThat(server.getAttribute(new ObjectName(name), "lag-ms")).isEqualTo(7.0);
            assertThat(server.getMBeanInfo(new ObjectName(name)).getAttributes())
                    .singleElement()
                    .extracting(MBeanAttributeInfo::getDescription)
                    .isEqualTo("The lag");
        }
    }

    @Test
    void namesWithSpecialCharactersAreQuoted() throws JMException {
        try (MetricRegistry registry = open(new TaskId(connector + ":\"a\",b=*?", 0))) {
            addGauge(registry, 7);

            assertThat(beans())
                    .containsExactly(
                            "kafka.connect:type=plugins,connector=\"" + connector + ":\\\"a\\\",b=\\*\\?\",task=0");
        }
    }

    @Test
    void tablesOfOneNameInTwoAccountsHaveSeparateMBeans() throws JMException {
        try (MetricRegistry registry = open(task)) {
            Gauge<Double> gauge = (config, now) -> 7.0;
            registry.addGauge(registry.name("lag-ms", "The lag", tags("111111111111", "orders")), gauge);
            registry.addGauge(registry.name("lag-ms", "The lag", tags("222222222222", "orders")), gauge);

            assertThat(beans()).hasSize(2);
        }
    }

    @Test
    void textIsAValue() throws JMException {
        try (MetricRegistry registry = open(task)) {
            Gauge<String> gauge = (config, now) -> "127.0.0.1:9000";
            registry.addGauge(registry.name("address", "The address", Map.of()), gauge);

            assertThat(value(3, "address")).isEqualTo("127.0.0.1:9000");
        }
    }

    @Test
    void sensorsOfTasksInOneWorkerAreSeparate() throws JMException {
        MetricRegistry first = open(new TaskId(connector, 0));
        try (MetricRegistry second = open(new TaskId(connector, 1))) {
            Sensor sensor = addSensor(first);
            Sensor other = addSensor(second);
            sensor.record();
            sensor.record();
            other.record();

            assertThat(value(0, "event-delivered-total")).isEqualTo(2.0);
            assertThat(value(1, "event-delivered-total")).isEqualTo(1.0);

            first.close();
            other.record();

            assertThat(beans()).containsExactly(bean(1).toString());
            assertThat(value(1, "event-delivered-total")).isEqualTo(2.0);
        }
    }

    @Test
    void closeRemovesAllMetrics() throws JMException {
        MetricRegistry registry = open(task);
        addGauge(registry, 7);
        addSensor(registry).record();

        registry.close();
        registry.close();

        assertThat(beans()).isEmpty();
    }

    @Test
    void taskCanBeRestarted() throws JMException {
        for (int life = 0; life < 3; life++) {
            try (MetricRegistry registry = open(task)) {
                addGauge(registry, life);
                addSensor(registry).record();

                assertThat(value(3, "lag-ms")).isEqualTo((double) life);
                assertThat(value(3, "event-delivered-total")).isEqualTo(1.0);
            }
        }

        assertThat(beans()).isEmpty();
    }

    /** Connect abandons a task that does not stop in time, and starts the next one. */
    @Test
    void laterInstanceReplacesOneThatHasNotStopped() throws JMException {
        MetricRegistry abandoned = open(task);
        addGauge(abandoned, 1);
        Sensor sensor = addSensor(abandoned);
        sensor.record();

        try (MetricRegistry later = open(task)) {
            addGauge(later, 2);
            addSensor(later);
            sensor.record();
            abandoned.close();

            assertThat(value(3, "lag-ms")).isEqualTo(2.0);
            assertThat(value(3, "event-delivered-total")).isEqualTo(0.0);
        }
        assertThat(beans()).isEmpty();
    }

    @Test
    void laterInstanceEndsTheStatusLogOfOneThatHasNotStopped() {
        RunningThreads before = RunningThreads.now(thread -> false);
        AtomicInteger lines = new AtomicInteger();
        StatusLog log = open(task).startStatusLog(Instant::now, line -> lines.incrementAndGet());
        log.log("running");

        open(task).close();

        assertThat(lines).as("a last line").hasValue(2);
        log.log("running");
        log.close();
        assertThat(lines).hasValue(2);
        before.requireNoMore();
    }

    @Test
    void instanceThatStartsAfterItWasReplacedHasNoStatusLog() {
        RunningThreads before = RunningThreads.now(thread -> false);
        AtomicInteger lines = new AtomicInteger();
        MetricRegistry abandoned = open(task);
        open(task).close();

        StatusLog log = abandoned.startStatusLog(Instant::now, line -> lines.incrementAndGet());

        assertThat(lines).as("a last line").hasValue(1);
        log.log("running");
        assertThat(lines).hasValue(1);
        before.requireNoMore();
    }
}
