/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import io.changefeed.source.it.Topic.Received;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.Record;

class RandomChangesIT {
    private static final String BYTE_ARRAYS = "org.apache.kafka.connect.converters.ByteArrayConverter";
    private static final int CHANGES = 3_000;

    private final LocalStack stack = SharedStack.get();

    @Test
    void everyChangeIsPublishedOnceAndInOrder() {
        try (Database database = new Database(stack, "randomchanges")) {
            RandomChanges.createTables(database);
            String name = create("random-changes", database.connector("random", tables()));
            Map<String, String> bytes = database.connector("random-bytes", tables());
            bytes.putAll(Map.of("event.format", "json", "key.converter", BYTE_ARRAYS, "value.converter", BYTE_ARRAYS));
            String bytesName = create("random-changes-bytes", bytes);

            RandomChanges changes = new RandomChanges(database, new Random(7));
            for (int i = 0; i < CHANGES; i++) {
                changes.next();
            }

            for (String table : RandomChanges.TABLES) {
                List<Record> stream = database.streamRecords(table);
                try (Topic topic = new Topic(stack, "random." + table);
                        Topic bytesTopic = new Topic(stack, "random-bytes." + table)) {
                    List<Received> events = topic.awaitChanges(stream.size(), Duration.ofMinutes(3));
                    List<Received> bytesEvents = bytesTopic.awaitChanges(stream.size(), Duration.ofMinutes(3));
                    StreamTopicAssertions.assertSame(stream, events);
                    StreamTopicAssertions.assertSame(stream, bytesEvents);
                    assertThat(partitions(bytesEvents)).as("keys as bytes").isEqualTo(partitions(events));
                }
            }
            stack.connect().delete(name);
            stack.connect().delete(bytesName);
        }
    }

    private String create(String name, Map<String, String> config) {
        stack.connect().create(Json.of(Map.of("name", name, "config", config)));
        stack.connect().awaitRunning(name, Duration.ofMinutes(3));
        return name;
    }

    private static String[] tables() {
        return RandomChanges.TABLES.toArray(String[]::new);
    }

    private static Map<ByteBuffer, Integer> partitions(List<Received> events) {
        return events.stream().collect(toMap(Received::key, Received::partition, (first, second) -> second));
    }
}
