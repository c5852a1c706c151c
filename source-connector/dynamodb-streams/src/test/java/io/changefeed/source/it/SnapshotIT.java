/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.KeyType;
import io.changefeed.event.Operation;
import io.changefeed.localstack.LocalStack;
import io.changefeed.source.faults.TestRounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A snapshot while the table is written to and the worker is killed. */
class SnapshotIT {
    private static final String TABLE = "stock";
    private static final int ITEMS = TestRounds.MANY ? 200_000 : 10_000;
    private static final int KILLS = TestRounds.MANY ? 6 : 2;
    private static final int SECONDS = TestRounds.MANY ? 60 : 10;
    private static final int MAX_SEGMENTS = 8;
    private static final int BATCH = 25;
    /** Slows the snapshot down to several seconds, so that the worker is killed during it. */
    private static final int ITEMS_PER_READ_UNIT = 8;

    /** Leaves the processors to the worker. */
    private static final long NANOS_BETWEEN_WRITES = 3_000_000;

    private final long seed = Long.getLong("faults.seed", new Random().nextInt(Integer.MAX_VALUE));
    private final Random random = new Random(seed);

    @Test
    void topicConvergesToTheTableWithoutDuplicateRowsWhenWorkersAreKilled() {
        try (LocalStack stack = LocalStack.builder()
                        .workerProperty("producer.transaction.timeout.ms", "10000")
                        .build()
                        .start();
                Database database = new Database(stack, "snapshot")) {
            database.createTableWithoutStream(TABLE, RandomChanges.key("id", KeyType.S));
            fill(database.dynamoDb());
            database.enableStream(TABLE, StreamViewType.NEW_AND_OLD_IMAGES);
            int segments = 1 + random.nextInt(MAX_SEGMENTS);
            Map<String, String> config = database.connector("snapshot", TABLE);
            config.put("stream.start", "latest");
            config.put("snapshot.mode", "initial");
            config.put("snapshot.segments", Integer.toString(segments));
            config.put("snapshot.max.read.units", Integer.toString(ITEMS / ITEMS_PER_READ_UNIT / SECONDS));
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> write(database.dynamoDb(), done));
            stack.connect().create(Json.of(Map.of("name", "snapshot", "config", config)));

            try (Topic topic = new Topic(stack, "snapshot." + TABLE)) {
                for (int kill = 1; kill <= KILLS; kill++) {
                    int rows = kill * ITEMS / (KILLS + 1) + random.nextInt(ITEMS / 10);
                    await().atMost(Duration.ofMinutes(3))
                            .until(() -> rows(topic).size() >= rows);
                    stack.worker().kill();
                    stack.worker().start();
                }
                await().atMost(Duration.ofMinutes(3)).until(() -> isDone(stack));
                done.set(true);
                int writes = writing.join();

                Set<Item> table = database.items(TABLE);
                await().atMost(Duration.ofMinutes(3))
                        .until(() -> topic.latestItems().equals(table));
                List<ChangeEvent> rows = rows(topic);
                assertThat(rows)
                        .as("duplicate rows")
                        .extracting(row -> row.source().eventId())
                        .doesNotHaveDuplicates();
                StreamTopicAssertions.assertTombstones(topic.all());
                System.out.println("snapshot, seed " + seed + ", " + segments + " segments: " + rows.size()
                        + " rows of " + ITEMS + " items during " + writes + " writes, the topic equals the table's "
                        + table.size() + " items");
            }
        }
    }

    private static boolean isDone(LocalStack stack) {
        return stack.connect().offsets("snapshot").toString().contains("\"state\":\"done\"");
    }

    private static List<ChangeEvent> rows(Topic topic) {
        topic.readToEnd();
        return topic.changes().stream()
                .filter(change -> change.operation() == Operation.READ)
                .toList();
    }

    private static void fill(DynamoDbClient dynamoDb) {
        IntStream.range(0, ITEMS / BATCH).parallel().forEach(batch -> {
            List<WriteRequest> writes = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                Map<String, AttributeValue> item = item(batch * BATCH + i, 0);
                writes.add(
                        WriteRequest.builder().putRequest(put -> put.item(item)).build());
            }
            dynamoDb.batchWriteItem(request -> request.requestItems(Map.of(TABLE, writes)));
        });
    }

    private static Map<String, AttributeValue> item(int number, int revision) {
        return Map.of(
                "id", AttributeValue.fromS("item-" + number),
                "revision", AttributeValue.fromN(Integer.toString(revision)),
                "text", AttributeValue.fromS("x".repeat(400)));
    }

    private int write(DynamoDbClient dynamoDb, AtomicBoolean done) {
        int writes = 0;
        while (!done.get()) {
            LockSupport.parkNanos(NANOS_BETWEEN_WRITES);
            int number = random.nextInt(ITEMS + ITEMS / 10);
            writes++;
            int revision = writes;
            if (random.nextInt(5) == 0) {
                dynamoDb.deleteItem(
                        delete -> delete.tableName(TABLE).key(Map.of("id", AttributeValue.fromS("item-" + number))));
            } else {
                dynamoDb.putItem(put -> put.tableName(TABLE).item(item(number, revision)));
            }
        }
        return writes;
    }
}
