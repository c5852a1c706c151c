/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import io.changefeed.localstack.LocalStackException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;

/** A topic with change events as the source connector writes them, with the JsonConverter if they are not bytes. */
public final class EventTopic {
    private static final int PARTITIONS = 3;

    private final String bootstrapServers;
    private final String name;
    private final EventFormat format;

    public EventTopic(String bootstrapServers, String name, EventFormat format) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.format = format;
    }

    /** Creates the topic and writes this number of events. */
    public void fill(int events) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
                JsonConverter keys = converter(true);
                JsonConverter values = converter(false);
                KafkaProducer<byte[], byte[]> producer = producer()) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            write(events, producer, keys, values);
        } catch (ExecutionException e) {
            throw new LocalStackException("cannot create topic " + name + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while filling topic " + name, e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback handles the result
    private void write(int events, KafkaProducer<byte[], byte[]> producer, JsonConverter keys, JsonConverter values) {
        ChangeEventWriter writer = new ChangeEventWriter(
                name,
                new KeySchema(Map.of("id", KeyType.S)),
                format,
                ItemFormat.DYNAMODB_JSON,
                NameAdjustment.NONE,
                NameAdjustment.NONE);
        AtomicReference<Exception> failure = new AtomicReference<>();
        for (int number = 0; number < events && failure.get() == null; number++) {
            ChangeEvent event = Orders.event(number);
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    name, bytes(keys, writer.key(event.key())), bytes(values, writer.value(event)));
            producer.send(record, (written, e) -> failure.compareAndSet(null, e));
        }
        producer.flush();
        if (failure.get() != null) {
            throw new LocalStackException("cannot fill topic " + name + ": " + failure.get(), failure.get());
        }
    }

    private byte[] bytes(JsonConverter converter, SchemaAndValue data) {
        return data.value() instanceof byte[] bytes
                ? bytes
                : converter.fromConnectData(name, data.schema(), data.value());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "batch.size", 1 << 20, "linger.ms", 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static JsonConverter converter(boolean ofKeys) {
        JsonConverter converter = new JsonConverter();
        converter.configure(Map.of("schemas.enable", "false"), ofKeys);
        return converter;
    }
}
