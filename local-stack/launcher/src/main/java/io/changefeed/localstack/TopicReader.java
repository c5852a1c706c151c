/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import static java.util.stream.Collectors.toMap;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.METADATA_MAX_AGE_CONFIG;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Reads the committed records of all partitions of a topic ({@code isolation.level=read_committed}), without a consumer
 * group. The topic can be created after the reader. Not thread-safe.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Creates a reader that starts at the oldest record. */
    public TopicReader(String bootstrapServers, String topic) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        METADATA_MAX_AGE_CONFIG,
                        1_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Skips all existing records. */
    public void skipToEnd() {
        Set<TopicPartition> partitions = assignPartitions();
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * Reads from the position of the reader to the current last stable offset; only records of open transactions follow
     * it. The records of each partition are in order.
     */
    public List<ConsumerRecord<byte[], byte[]>> readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(assignPartitions());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL_TIMEOUT).forEach(records::add);
        }
        return records;
    }

    /**
     * Polls the topic.
     *
     * @param timeout how long to wait for a record
     * @return the next records; empty after the timeout
     */
    public List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout) {
        if (!existsWithin(timeout)) {
            return List.of();
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.poll(timeout).forEach(records::add);
        return records;
    }

    private boolean existsWithin(Duration timeout) {
        try {
            // A consumer must be used by one thread only.
            await().pollInSameThread()
                    .atMost(timeout)
                    .pollDelay(Duration.ZERO)
                    .until(() -> !assignPartitions().isEmpty());
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Assigns all partitions, including those added since the last call. */
    private Set<TopicPartition> assignPartitions() {
        Set<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .collect(Collectors.toSet());
        if (!partitions.equals(consumer.assignment())) {
            Map<TopicPartition, Long> positions =
                    consumer.assignment().stream().collect(toMap(each -> each, consumer::position));
            consumer.assign(partitions);
            positions.forEach(consumer::seek);
        }
        return partitions;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
