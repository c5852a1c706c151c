/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.connector.Closer;
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

/** Reads the signal topic with a Kafka consumer without a group. */
public final class KafkaSignalChannel implements SignalChannel {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSignalChannel.class);

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final long endOffset;

    /**
     * Opens the topic.
     *
     * @throws KafkaException when the topic cannot be read; retriable when it does not exist
     */
    public KafkaSignalChannel(SignalConfig config, long position) {
        consumer = new KafkaConsumer<>(config.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Closer opened = new Closer();
        opened.register(consumer);
        try {
            TopicPartition topic = onlyPartition(config.topic().orElseThrow());
            consumer.assign(List.of(topic));
            endOffset = consumer.endOffsets(List.of(topic), CALL_TIMEOUT).getOrDefault(topic, 0L);
            long beginning =
                    consumer.beginningOffsets(List.of(topic), CALL_TIMEOUT).getOrDefault(topic, 0L);
            consumer.seek(topic, start(topic, position, beginning));
        } catch (RuntimeException | Error e) {
            opened.closeAfter(e);
            throw e;
        }
    }

    private TopicPartition onlyPartition(String topic) {
        int partitions = consumer.partitionsFor(topic, CALL_TIMEOUT).size();
        if (partitions == 0) {
            throw new UnknownTopicOrPartitionException("Topic '" + topic + "' does not exist");
        }
        if (partitions > 1) {
            throw new KafkaException("Topic '" + topic + "' has " + partitions
                    + " partitions, so its signals are not ordered. Create it with one partition");
        }
        return new TopicPartition(topic, 0);
    }

    private long start(TopicPartition topic, long position, long beginning) {
        if (position > endOffset) {
            LOG.warn(
                    "Signal topic {} ends before the stored offset {}: it was recreated. Reading it from the beginning",
                    topic,
                    position);
            return beginning;
        }
        if (position > 0 && position < beginning) {
            LOG.warn(
                    "Records of signal topic {} from offset {} up to {} were deleted before they were read; signals may have been"
                            + " lost. Send missing signals again",
                    topic,
                    position,
                    beginning);
        }
        return Math.max(position, beginning);
    }

    @Override
    public long endOffset() {
        return endOffset;
    }

    @Override
    public List<SignalRecord> poll() {
        List<SignalRecord> records = new ArrayList<>();
        consumer.poll(POLL_TIMEOUT)
                .forEach(polled -> records.add(new SignalRecord(
                        polled.offset(), polled.timestamp(), text(polled.key()), text(polled.value()))));
        return records;
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
