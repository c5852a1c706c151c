/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TopicReaderIT {
    @Test
    void readerReadsOnlyCommittedRecordsAndResumes() throws ExecutionException, InterruptedException {
        try (LocalStack stack = LocalStack.builder().build()) {
            // Only the broker is needed.
            stack.broker().start();
            try (KafkaProducer<String, String> producer = producer(stack);
                    TopicReader reader = stack.read("numbers")) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(
                                "numbers",
                                0,
                                Instant.EPOCH.toEpochMilli(),
                                "key",
                                "one",
                                List.of(new RecordHeader("header", new byte[] {7}))))
                        .get();
                producer.commitTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("numbers", "aborted")).get();
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("numbers", "two")).get();

                List<ConsumerRecord<byte[], byte[]>> first = reader.readToEnd();
                assertThat(first).extracting(TopicReaderIT::text).containsExactly("one");
                assertThat(first.get(0).timestamp()).isZero();
                assertThat(first.get(0).key()).asString(UTF_8).isEqualTo("key");
                assertThat(first.get(0).headers().lastHeader("header").value()).containsExactly(7);

                producer.commitTransaction();

                // The broker responds before it has written the transaction marker to the topic.
                List<ConsumerRecord<byte[], byte[]>> second = new ArrayList<>();
                await().pollInSameThread().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                    second.addAll(reader.readToEnd());
                    assertThat(second).extracting(TopicReaderIT::text).containsExactly("two");
                });
                assertThat(reader.readToEnd()).isEmpty();
            }
            assertThat(stack.worker().isAlive()).isFalse();
        }
    }

    private static KafkaProducer<String, String> producer(LocalStack stack) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.broker().bootstrapServers(), "transactional.id", "test"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), UTF_8);
    }
}
