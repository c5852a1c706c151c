/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.Test;

/** Workers before Kafka Connect 4.1. */
class JmxMetricRegistryTest extends MetricRegistryContract {
    /** The context of an older worker has no such method. */
    public static final class OlderContext implements SourceTaskContext {
        @Override
        public PluginMetrics pluginMetrics() {
            throw new NoSuchMethodError("added in Kafka Connect 4.1");
        }

        @Override
        public Map<String, String> configs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public OffsetStorageReader offsetStorageReader() {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    MetricRegistry open(TaskId task) {
        MetricRegistry registry = MetricRegistry.open(new OlderContext(), task);
        assertThat(registry).isInstanceOf(JmxMetricRegistry.class);
        return registry;
    }

    private static boolean isRegistered(String name) throws JMException {
        return ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(name));
    }

    @Test
    void mbeansOfTheWorkerStay() throws JMException {
        String count = "kafka.connect:type=kafka-metrics-count";
        try (Metrics worker = new Metrics(
                new MetricConfig(),
                List.of(new JmxReporter()),
                Time.SYSTEM,
                new KafkaMetricsContext("kafka.connect"))) {
            open(new TaskId("worker", 0)).close();

            assertThat(isRegistered(count)).isTrue();
            assertThat(worker.metrics()).hasSize(1);
        }
    }

    @Test
    void instanceThatStartsAfterItWasReplacedLeavesNoMBean() throws JMException {
        TaskId task = new TaskId("abandoned", 0);
        MetricRegistry abandoned = open(task);
        open(task).close();

        Gauge<Double> gauge = (config, now) -> 1.0;
        abandoned.addGauge(abandoned.name("lag-ms", "The lag", Map.of()), gauge);

        assertThat(isRegistered("kafka.connect:type=plugins,connector=abandoned,task=0"))
                .isFalse();
    }

    /** The class does not exist there: each use fails with a NoClassDefFoundError. */
    @Test
    void olderWorkersDoNotLoadPluginMetrics() throws ReflectiveOperationException {
        OlderWorker worker = new OlderWorker();
        Class<?> registries = worker.loadClass(MetricRegistry.class.getName());
        Object context = worker.loadClass(OlderContext.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        Class<?> taskId = worker.loadClass(TaskId.class.getName());
        Object task = taskId.getDeclaredConstructor(String.class, int.class).newInstance("older", 0);

        Object registry = registries
                .getMethod("open", worker.loadClass(SourceTaskContext.class.getName()), taskId)
                .invoke(null, context, task);
        registries.getMethod("close").invoke(registry);

        assertThat(registry.getClass().getName()).isEqualTo(JmxMetricRegistry.class.getName());
        assertThat(worker.hasLoadedPluginMetrics).isFalse();
    }

    /** Defines the classes of Kafka and of the connectors, except for the one that is new in 4.1. */
    private static final class OlderWorker extends ClassLoader {
        private boolean hasLoadedPluginMetrics;

        private OlderWorker() {
            super(JmxMetricRegistryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.apache.kafka.") && !name.startsWith("io.changefeed.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                if (name.equals(PluginMetrics.class.getName())) {
                    hasLoadedPluginMetrics = true;
                    throw new ClassNotFoundException(name);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
