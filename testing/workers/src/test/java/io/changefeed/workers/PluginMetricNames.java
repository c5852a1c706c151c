/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import io.changefeed.localstack.ConnectWorker;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;

/** The names of the plugin metrics that a worker exposes over JMX. */
final class PluginMetricNames {
    private PluginMetricNames() {}

    /** Returns the names of the metrics of each connector. */
    static Map<String, Set<String>> of(ConnectWorker worker) {
        Map<String, Set<String>> names = new TreeMap<>();
        try (JMXConnector connector = worker.connectJmx()) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            for (ObjectName bean : beans.queryNames(new ObjectName("kafka.connect:type=plugins,*"), null)) {
                Arrays.stream(beans.getMBeanInfo(bean).getAttributes())
                        .map(MBeanAttributeInfo::getName)
                        .forEach(names.computeIfAbsent(bean.getKeyProperty("connector"), none -> new TreeSet<>())::add);
            }
        } catch (IOException | JMException e) {
            throw new IllegalStateException("cannot read the metrics of " + worker, e);
        }
        return names;
    }
}
