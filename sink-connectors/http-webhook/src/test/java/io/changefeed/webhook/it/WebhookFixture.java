/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import io.changefeed.localstack.LocalStack;
import io.changefeed.webhook.WebhookEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;

/** Writes change events to topics and creates connectors that deliver them. Thread-safe. */
final class WebhookFixture implements AutoCloseable {
    private final LocalStack stack;
    private final KafkaProducer<byte[], byte[]> producer;
    private final JsonConverter converter = new JsonConverter();

    WebhookFixture(LocalStack stack) {
        this.stack = stack;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.broker().bootstrapServers(), "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        converter.configure(Map.of("schemas.enable", "false"), false);
    }

    /**
     * Writes events to a topic: the first event of every item, then the second, and so on.
     *
     * @return their ids
     */
    Set<String> write(String topic, int items, int eventsPerItem) {
        List<ChangeEvent> events = new ArrayList<>();
        for (int number = 1; number <= eventsPerItem; number++) {
            for (int item = 0; item < items; item++) {
                String id = "item" + item;
                events.add(number == 1 ? WebhookEvents.insert(id, 1) : WebhookEvents.modify(id, number));
            }
        }
        return write(topic, events);
    }

    synchronized Set<String> write(String topic, List<ChangeEvent> events) {
        ChangeEventWriter writer = new ChangeEventWriter(
                topic,
                new KeySchema(Map.of("id", KeyType.S)),
                EventFormat.MAP,
                ItemFormat.DYNAMODB_JSON,
                NameAdjustment.NONE,
                NameAdjustment.NONE);
        Set<String> ids = new TreeSet<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ChangeEvent event : events) {
            SchemaAndValue value = writer.value(event);
            SchemaAndValue key = writer.key(event.key());
            sent.add(producer.send(new ProducerRecord<>(
                    topic,
                    converter.fromConnectData(topic, key.schema(), key.value()),
                    converter.fromConnectData(topic, value.schema(), value.value()))));
            ids.add(event.source().eventId());
        }
        producer.flush();
        assertThat(sent).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(30)));
        return ids;
    }

    /** Writes the value of a record without conversion. */
    void write(String topic, byte[] value) {
        assertThat(producer.send(new ProducerRecord<>(topic, value))).succeedsWithin(Duration.ofSeconds(30));
    }

    /** Creates a connector for the topic with the same name. */
    void deliver(String name, String url, Map<String, String> properties) {
        Map<String, String> config = new HashMap<>(Map.of(
                "connector.class", "io.changefeed.webhook.HttpWebhookSinkConnector",
                "topics", name,
                "url", url,
                "allow.private.addresses", "true",
                "consumer.override.isolation.level", "read_committed",
                "consumer.override.auto.offset.reset", "earliest",
                "retry.backoff.ms", "50",
                "retry.backoff.max.ms", "500"));
        config.putAll(properties);
        stack.connect().putConfig(name, json(config));
    }

    static String json(Object value) {
        try {
            return new JsonMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    LocalStack stack() {
        return stack;
    }

    @Override
    public void close() {
        producer.close();
        converter.close();
    }
}
