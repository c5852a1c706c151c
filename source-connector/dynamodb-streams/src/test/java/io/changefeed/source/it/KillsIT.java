/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import io.changefeed.localstack.LocalStack;
import io.changefeed.source.faults.TestRounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.Record;

class KillsIT {
    private static final int CHANGES = TestRounds.MANY ? 3_000 : 1_500;

    @Test
    void everyChangeIsPublishedOnceWhenProcessesAreKilled(@TempDir Path data) {
        try (LocalStack stack = LocalStack.builder().dataDirectory(data).build().start();
                Database database = new Database(stack, "kills")) {
            RandomChanges.createTables(database);
            stack.connect()
                    .create(Json.of(Map.of(
                            "name",
                            "kills",
                            "config",
                            database.connector("kills", RandomChanges.TABLES.toArray(String[]::new)))));
            stack.connect().awaitRunning("kills", Duration.ofMinutes(3));

            AtomicInteger done = new AtomicInteger();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(database, done));
            if (TestRounds.MANY) {
                await(done, CHANGES / 5);
                stack.worker().kill();
                stack.broker().abortOpenTransactions();
                stack.worker().start();
                await(done, 2 * CHANGES / 5);
                stack.broker().kill();
                stack.broker().start();
                await(done, 3 * CHANGES / 5);
                stack.dynamoDb().kill();
                stack.dynamoDb().start();
            }
            await(done, 4 * CHANGES / 5);
            stack.worker().kill();
            stack.broker().kill();
            stack.dynamoDb().kill();
            stack.dynamoDb().start();
            stack.broker().start();
            stack.broker().abortOpenTransactions();
            stack.worker().start();
            writing.join();

            Map<String, List<Record>> streams =
                    RandomChanges.TABLES.stream().collect(Collectors.toMap(table -> table, database::streamRecords));
            streams.forEach((table, stream) -> {
                try (Topic topic = new Topic(stack, "kills." + table)) {
                    StreamTopicAssertions.assertSame(stream, topic.awaitChanges(stream.size(), Duration.ofMinutes(3)));
                }
            });
        }
    }

    /** A failed write may have been applied. The expected events are those of the stream. */
    private static void write(Database database, AtomicInteger done) {
        RandomChanges changes = new RandomChanges(database, new Random(11));
        while (done.get() < CHANGES) {
            try {
                changes.next();
                done.incrementAndGet();
            } catch (SdkException e) {
                if (done.get() == 0) {
                    throw e;
                }
            }
        }
    }

    private static void await(AtomicInteger done, int count) {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> done.get() >= count);
    }
}
