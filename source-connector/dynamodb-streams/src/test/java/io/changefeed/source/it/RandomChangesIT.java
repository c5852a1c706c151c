/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;

class RandomChangesIT {
    private static final int CHANGES = 3_000;

    private final LocalStack stack = SharedStack.get();

    @Test
    void everyChangeIsPublishedOnceAndInOrder() {
        try (Database database = new Database(stack, "randomchanges")) {
            RandomChanges.createTables(database);
            String name = stack.connect()
                    .create(Json.of(Map.of(
                            "name",
                            "random-changes",
                            "config",
                            database.connector("random", RandomChanges.TABLES.toArray(String[]::new)))));
            stack.connect().awaitRunning(name, Duration.ofMinutes(3));

            RandomChanges changes = new RandomChanges(database, new Random(7));
            for (int i = 0; i < CHANGES; i++) {
                changes.next();
            }

            for (String table : RandomChanges.TABLES) {
                List<Record> stream = database.streamRecords(table);
                try (Topic topic = new Topic(stack, "random." + table)) {
                    StreamTopicAssertions.assertSame(stream, topic.awaitChanges(stream.size(), Duration.ofMinutes(3)));
                }
            }
            stack.connect().delete(name);
        }
    }
}
