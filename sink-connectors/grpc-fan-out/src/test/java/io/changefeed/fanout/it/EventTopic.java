/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.it;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import io.changefeed.fanout.subscribers.WrittenEvents;
import io.changefeed.localstack.LocalStack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;

/** A topic that change events are written to. */
final class EventTopic implements AutoCloseable {
    private final String name;
    private final KafkaProducer<byte[], byte[]> producer;
    private final JsonConverter converter = new JsonConverter();
    private final ChangeEventWriter writer;
    private final WrittenEvents written = new WrittenEvents();

    EventTopic(LocalStack stack, String name, int partitions) throws ExecutionException, InterruptedException {
        this.name = name;
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.broker().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.broker().bootstrapServers(), "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        converter.configure(Map.of("schemas.enable", "false"), false);
        writer = new ChangeEventWriter(
                name,
                new KeySchema(Map.of("pk", KeyType.S)),
                EventFormat.MAP,
                ItemFormat.DYNAMODB_JSON,
                NameAdjustment.NONE,
                NameAdjustment.NONE);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback handles failures
    void write(ChangeEvent event) {
        SchemaAndValue key = writer.key(event.key());
        SchemaAndValue value = writer.value(event);
        producer.send(
                new ProducerRecord<>(
                        name,
                        converter.fromConnectData(name, key.schema(), key.value()),
                        converter.fromConnectData(name, value.schema(), value.value())),
                (metadata, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException(failure);
                    }
                    written.add(new TopicPartition(name, metadata.partition()), metadata.offset(), event);
                });
    }

    void flush() {
        producer.flush();
    }

    WrittenEvents written() {
        return written;
    }

    @Override
    public void close() {
        producer.close();
        converter.close();
    }
}
