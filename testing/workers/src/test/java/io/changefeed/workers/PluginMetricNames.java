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

/**
 * The names of the plugin metrics that a worker exposes over JMX.
 *
 * @param metrics the names of the metrics of each connector
 * @param beans the names of the MBeans of each connector, with their properties in the original order
 */
record PluginMetricNames(Map<String, Set<String>> metrics, Map<String, Set<String>> beans) {
    static PluginMetricNames of(ConnectWorker worker) {
        PluginMetricNames names = new PluginMetricNames(new TreeMap<>(), new TreeMap<>());
        try (JMXConnector connector = worker.connectJmx()) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            for (ObjectName bean : server.queryNames(new ObjectName("kafka.connect:type=plugins,*"), null)) {
                names.add(bean, server.getMBeanInfo(bean).getAttributes());
            }
        } catch (IOException | JMException e) {
            throw new IllegalStateException("cannot read the metrics of " + worker, e);
        }
        return names;
    }

    private void add(ObjectName bean, MBeanAttributeInfo[] attributes) {
        String connector = bean.getKeyProperty("connector");
        beans.computeIfAbsent(connector, none -> new TreeSet<>())
                .add(bean.getDomain() + ":" + bean.getKeyPropertyListString());
        Set<String> names = metrics.computeIfAbsent(connector, none -> new TreeSet<>());
        Arrays.stream(attributes).map(MBeanAttributeInfo::getName).forEach(names::add);
    }
}
