/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.source.config.SignalConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A signal topic on Kafka. */
public final class KafkaSignalTopic implements SignalTopic {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSignalTopic.class);

    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final long end;

    /**
     * Opens the topic.
     *
     * @throws KafkaException when it cannot be read; retriable when it does not exist yet
     */
    public KafkaSignalTopic(SignalConfig config, long position) {
        consumer = new KafkaConsumer<>(config.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            TopicPartition topic = only(config.topic().orElseThrow());
            consumer.assign(List.of(topic));
            end = consumer.endOffsets(List.of(topic), LONGEST_CALL).getOrDefault(topic, 0L);
            long beginning =
                    consumer.beginningOffsets(List.of(topic), LONGEST_CALL).getOrDefault(topic, 0L);
            consumer.seek(topic, start(topic, position, beginning));
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private TopicPartition only(String topic) {
        int partitions = consumer.partitionsFor(topic, LONGEST_CALL).size();
        if (partitions == 0) {
            throw new UnknownTopicOrPartitionException("The topic '" + topic + "' does not exist");
        }
        if (partitions > 1) {
            throw new KafkaException("The topic '" + topic + "' has " + partitions
                    + " partitions, and no order. Create one with a single partition");
        }
        return new TopicPartition(topic, 0);
    }

    private long start(TopicPartition topic, long position, long beginning) {
        if (position > end) {
            LOG.warn("Signal topic {} was created anew: it ends before offset {}; reading all of it", topic, position);
            return beginning;
        }
        if (position > 0 && position < beginning) {
            LOG.warn(
                    "Kafka has deleted what {} had from {} to {}: signals may have been lost",
                    topic,
                    position,
                    beginning);
        }
        return Math.max(position, beginning);
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        consumer.poll(LONGEST_WAIT)
                .forEach(record -> entries.add(new Entry(record.offset(), text(record.key()), text(record.value()))));
        return entries;
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, UTF_8);
    }

    @Override
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
