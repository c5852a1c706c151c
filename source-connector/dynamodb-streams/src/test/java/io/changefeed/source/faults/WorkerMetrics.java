/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import io.changefeed.localstack.ConnectWorker;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;

/** The plugin metrics of a worker, read with JMX. */
final class WorkerMetrics implements AutoCloseable {
    private final JMXConnector connector;

    private WorkerMetrics(JMXConnector connector) {
        this.connector = connector;
    }

    static WorkerMetrics of(ConnectWorker worker) {
        return new WorkerMetrics(worker.connectJmx());
    }

    /** All metrics of a table by name, summed over the tasks that read it; empty if no task is running. */
    Map<String, Double> ofTable(String table) throws IOException {
        Map<String, Double> metrics = new TreeMap<>();
        try {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            Set<ObjectName> names =
                    beans.queryNames(new ObjectName("kafka.connect:type=plugins,table=" + table + ",*"), null);
            for (ObjectName name : names) {
                String[] attributes = Arrays.stream(beans.getMBeanInfo(name).getAttributes())
                        .map(MBeanAttributeInfo::getName)
                        .toArray(String[]::new);
                for (Attribute attribute : beans.getAttributes(name, attributes).asList()) {
                    metrics.merge(attribute.getName(), ((Number) attribute.getValue()).doubleValue(), Double::sum);
                }
            }
        } catch (JMException e) {
            throw new IOException(e);
        }
        return metrics;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
