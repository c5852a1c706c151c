/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.KeyType;
import io.changefeed.event.Source.Snapshot;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import io.changefeed.testing.DocumentedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Snapshots that signals start, while the table is written to and the worker is killed. */
class SignalIT {
    private static final String NAME = "signals";
    private static final String TABLE = "stock";
    private static final String SIGNALS = "changefeed-signals";
    /** Items that are not written to while the connector runs. */
    private static final int COLD_ITEMS = 240;

    private static final int HOT_ITEMS = 20;
    /** The items total 12 MB, about a dozen pages. */
    private static final String TEXT = "x".repeat(50_000);

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final LocalStack stack = SharedStack.get();

    @Test
    void everyItemIsReadOnceWhenSignalsAreRepeatedAndTheWorkerIsKilled() throws Exception {
        try (Database database = new Database(stack, NAME);
                KafkaProducer<byte[], byte[]> producer = producer()) {
            database.createTable(TABLE, StreamViewType.NEW_AND_OLD_IMAGES, RandomChanges.key("id", KeyType.S));
            fill(database.dynamoDb());
            send(producer, "another-prefix", "theirs", "execute-snapshot", TABLE);
            int logged = Files.readString(stack.worker().log()).length();
            stack.connect().create(Json.of(Map.of("name", NAME, "config", config(database))));
            Writer writer = new Writer(database.dynamoDb());

            try (writer;
                    Topic topic = new Topic(stack, NAME + "." + TABLE)) {
                topic.awaitChanges(1, TIMEOUT);
                send(producer, "nothing-runs", "pause-snapshot", TABLE);
                send(producer, "unknown", "execute-snapshot", "nowhere");
                send(producer, "invalid", "explode", TABLE);
                send(producer, "first", "execute-snapshot", TABLE);
                send(producer, "first", "execute-snapshot", TABLE);
                awaitRows(topic, "first", COLD_ITEMS / 10);
                stack.worker().kill();
                stack.worker().start();

                awaitRows(topic, "first", COLD_ITEMS / 4);
                send(producer, "halt", "pause-snapshot", TABLE);
                awaitState("paused");
                int paused = rows(topic, "first").size();
                awaitChange(topic, database.dynamoDb(), "while-paused");
                assertThat(rows(topic, "first"))
                        .as("rows while the snapshot is paused")
                        .hasSize(paused);

                send(producer, "on", "resume-snapshot", TABLE);
                send(producer, "first", "execute-snapshot", TABLE);
                awaitState("done");
                sendAsDocumented(producer, "second");
                awaitRows(topic, "second", 1);
                send(producer, "enough", "stop-snapshot", TABLE);
                awaitState("stopped");
                writer.close();

                Set<Item> table = database.items(TABLE);
                await().atMost(TIMEOUT).until(() -> topic.latestItems().equals(table));
                assertOneRowEach(rows(topic, "first"));
                assertThat(rows(topic, "second")).hasSizeLessThan(COLD_ITEMS);
                assertThat(rows(topic, "theirs")).isEmpty();
                assertThat(Files.readString(stack.worker().log()).substring(logged))
                        .contains("Signal 'nothing-runs' (pause-snapshot, offset ", "no snapshot is in progress")
                        .contains("rejected for table nowhere: the connector does not read it")
                        .contains("field 'type': 'explode' is unknown");
                stack.connect().awaitRunning(NAME, TIMEOUT);
                System.out.println("signals: " + rows(topic, "first").size() + " rows of " + table.size()
                        + " items during " + writer.writes() + " writes, " + paused + " of them before the pause");
            }
            stack.connect().delete(NAME);
        }
    }

    private Map<String, String> config(Database database) {
        Map<String, String> config = database.connector(NAME, TABLE);
        config.put("stream.start", "latest");
        // The snapshot takes half a minute, so that signals reach it before its end.
        config.put("snapshot.max.read.units", "100");
        // A restarted worker waits until the transactions of the killed one time out.
        config.put("producer.override.transaction.timeout.ms", "5000");
        config.put("signal.kafka.topic", SIGNALS);
        config.put("signal.kafka.bootstrap.servers", stack.broker().bootstrapServers());
        return config;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.broker().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String id, String type, String table) {
        send(producer, NAME, id, type, table);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String key, String id, String type, String table) {
        String signal = Json.of(Map.of(
                "id", id, "type", type, "data", Map.of("data-collections", List.of(table), "type", "INCREMENTAL")));
        Future<RecordMetadata> sent =
                producer.send(new ProducerRecord<>(SIGNALS, key.getBytes(UTF_8), signal.getBytes(UTF_8)));
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(sent).isDone());
    }

    private void sendAsDocumented(KafkaProducer<byte[], byte[]> producer, String id)
            throws IOException, InterruptedException {
        if (DocumentedCommands.areInstalled("kcat")) {
            DocumentedCommands.run(
                    "docs/snapshots.md",
                    "Signals",
                    1,
                    Map.of(
                            "localhost:9092",
                            stack.broker().bootstrapServers(),
                            "changefeed-signals",
                            SIGNALS,
                            "shop|",
                            NAME + "|",
                            "2026-01-31",
                            id,
                            "\"orders\"",
                            "\"" + TABLE + "\""));
        } else {
            send(producer, id, "execute-snapshot", TABLE);
        }
    }

    private void awaitState(String state) {
        await().atMost(TIMEOUT)
                .until(() -> stack.connect().offsets(NAME).toString().contains("\"state\":\"" + state + "\""));
    }

    private static void awaitRows(Topic topic, String snapshot, int count) {
        await().atMost(TIMEOUT).until(() -> rows(topic, snapshot).size() >= count);
    }

    private static void awaitChange(Topic topic, DynamoDbClient dynamoDb, String id) {
        dynamoDb.putItem(put -> put.tableName(TABLE).item(Map.of("id", AttributeValue.fromS(id))));
        await().atMost(TIMEOUT)
                .until(() -> topic.readToEnd().stream()
                        .anyMatch(received -> received.isChange()
                                && received.change().key().toString().contains(id)));
    }

    private static void assertOneRowEach(List<ChangeEvent> rows) {
        assertThat(rows).allSatisfy(row -> assertThat(row.source().snapshot()).isEqualTo(Snapshot.INCREMENTAL));
        assertThat(rows)
                .extracting(row -> row.source().eventId())
                .as("duplicate rows")
                .doesNotHaveDuplicates();
        assertThat(rows.stream().filter(row -> row.key().toString().contains("cold-")))
                .hasSize(COLD_ITEMS);
    }

    private static List<ChangeEvent> rows(Topic topic, String snapshot) {
        topic.readToEnd();
        return topic.changes().stream()
                .filter(change -> change.source().snapshotId().equals(Optional.of(snapshot)))
                .toList();
    }

    private static void fill(DynamoDbClient dynamoDb) {
        IntStream.range(0, COLD_ITEMS / 20).forEach(batch -> {
            List<WriteRequest> writes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Map<String, AttributeValue> item = Map.of(
                        "id", AttributeValue.fromS("cold-" + (batch * 20 + i)), "text", AttributeValue.fromS(TEXT));
                writes.add(
                        WriteRequest.builder().putRequest(put -> put.item(item)).build());
            }
            dynamoDb.batchWriteItem(request -> request.requestItems(Map.of(TABLE, writes)));
        });
    }

    /** Writes and deletes up to 200 items per second until it is closed. */
    private static final class Writer implements AutoCloseable {
        private static final long NANOS_BETWEEN_WRITES = 5_000_000;

        private final DynamoDbClient dynamoDb;
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private final ScheduledFuture<?> writing;
        private final AtomicInteger writes = new AtomicInteger();

        private Writer(DynamoDbClient dynamoDb) {
            this.dynamoDb = dynamoDb;
            this.writing = thread.scheduleAtFixedRate(this::write, 0, NANOS_BETWEEN_WRITES, TimeUnit.NANOSECONDS);
        }

        private void write() {
            int write = writes.incrementAndGet();
            AttributeValue id = AttributeValue.fromS("hot-" + write % HOT_ITEMS);
            if (write % 7 == 0) {
                dynamoDb.deleteItem(delete -> delete.tableName(TABLE).key(Map.of("id", id)));
            } else {
                AttributeValue revision = AttributeValue.fromN(Integer.toString(write));
                dynamoDb.putItem(put -> put.tableName(TABLE).item(Map.of("id", id, "revision", revision)));
            }
        }

        private int writes() {
            return writes.get();
        }

        @Override
        public void close() {
            if (!thread.isShutdown()) {
                assertThat(writing.isDone()).as("the writer failed").isFalse();
                thread.shutdown();
            }
            await().atMost(TIMEOUT).until(thread::isTerminated);
        }
    }
}
