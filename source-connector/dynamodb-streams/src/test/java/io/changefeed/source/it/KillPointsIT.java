/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.KeyType;
import io.changefeed.local.LocalStack;
import io.changefeed.local.ProjectFolder;
import io.changefeed.source.it.Topic.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** Kills at chosen records. The worker dies inside the hand-over of a page, where chance would seldom hit. */
class KillPointsIT {
    private static final int ITEMS = 30;

    @ParameterizedTest
    @CsvSource({"enabled,tombstone", "disabled,tombstone", "enabled,37", "disabled,37"})
    void aKillInTheMiddleOfAPageLosesNothing(String exactlyOnce, String record, @TempDir Path folder)
            throws IOException {
        String plugins =
                ProjectFolder.find().resolve("target/plugins") + "," + HaltingJar.plugin(folder.resolve("plugins"));
        try (LocalStack stack = LocalStack.builder()
                        .workerProperty("plugin.path", plugins)
                        .workerProperty("exactly.once.source.support", exactlyOnce)
                        .build()
                        .start();
                Database database = new Database(stack, "killpoints")) {
            database.createTable("items", StreamViewType.NEW_AND_OLD_IMAGES, RandomChanges.key("id", KeyType.S));
            writePage(database);
            Map<String, String> config = new HashMap<>(database.connector("killpoints", "items"));
            config.put("transforms", "halt");
            config.put("transforms.halt.type", HaltBefore.class.getName());
            config.put("transforms.halt.record", record);
            config.put("transforms.halt.done", folder.resolve("done").toString());
            stack.connect().create(Json.of(Map.of("name", "kill-points", "config", config)));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !stack.worker().isAlive());
            stack.worker().start();

            try (Topic topic = new Topic(stack, "killpoints.items")) {
                if (exactlyOnce.equals("enabled")) {
                    topic.awaitTombstones(ITEMS, Duration.ofMinutes(1));
                    StreamAndTopic.assertSame(database.streamRecords("items"), topic.readOn());
                } else {
                    Awaitility.await()
                            .atMost(Duration.ofMinutes(1))
                            .untilAsserted(() -> assertEveryItemEndsWithItsRemove(topic.readOn()));
                }
            }
        }
    }

    /** Inserts and removes, all in one page of the stream. */
    private static void writePage(Database database) {
        for (int i = 0; i < ITEMS; i++) {
            Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS("r" + i));
            database.dynamoDb().putItem(put -> put.tableName("items").item(item));
            database.dynamoDb().deleteItem(delete -> delete.tableName("items").key(item));
        }
    }

    /** At least once: what was handed over before the kill comes again, and the last word on an item is its last change. */
    private static void assertEveryItemEndsWithItsRemove(List<Received> topic) {
        Map<Object, List<Received>> byKey = new HashMap<>();
        topic.forEach(received ->
                byKey.computeIfAbsent(received.key(), none -> new ArrayList<>()).add(received));
        assertThat(byKey).hasSize(ITEMS);
        assertThat(byKey).allSatisfy((key, records) -> {
            int last = records.size() - 1;
            assertThat(records.get(last).isChange()).as("ends with a tombstone").isFalse();
            assertThat(records.get(last - 1).change().operation().code()).isEqualTo("d");
            assertThat(records.get(last - 2).change().operation().code()).isEqualTo("c");
        });
    }
}
