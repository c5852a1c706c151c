/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.task;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Sanitizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lag of the consumer that Connect uses for this task. Connect provides neither the consumer nor end offsets to a
 * task, but Kafka registers the metrics of each consumer with JMX unless {@code metric.reporters} excludes it.
 */
final class ConsumerLag {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLag.class);
    private static final String METRIC = "records-lag";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final String clientId;

    /** @param clientId the {@code client.id} of the consumer */
    ConsumerLag(String clientId) {
        this.clientId = clientId;
    }

    /**
     * Returns the number of records between the position of the consumer and the end of a partition, as of the last
     * response of the broker; empty if the consumer has not fetched from the partition or its metrics are not available.
     */
    OptionalLong of(TopicPartition partition) {
        // Kafka before 4.1 replaces dots in the names of topics.
        for (String topic : List.of(partition.topic(), partition.topic().replace('.', '_'))) {
            try {
                Object lag = server.getAttribute(name(topic, partition.partition()), METRIC);
                if (lag instanceof Double known && !known.isNaN()) {
                    return OptionalLong.of(known.longValue());
                }
            } catch (InstanceNotFoundException | AttributeNotFoundException e) {
                LOG.trace("No lag of {} with the name {}", partition, topic);
            } catch (JMException e) {
                LOG.debug("The lag of {} cannot be read", partition, e);
            }
        }
        return OptionalLong.empty();
    }

    private ObjectName name(String topic, int partition) throws JMException {
        return new ObjectName("kafka.consumer:type=consumer-fetch-manager-metrics,client-id="
                + Sanitizer.jmxSanitize(clientId) + ",topic=" + Sanitizer.jmxSanitize(topic) + ",partition="
                + partition);
    }
}
