/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.ConnectRestException;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import io.changefeed.testing.DocumentedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** Reading and altering offsets with Connect's REST API. */
class OffsetsIT {
    private static final String NAME = "offsets";
    private static final Map<String, String> CONNECTOR = Map.of("orders-changefeed", NAME);
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final LocalStack stack = SharedStack.get();

    @Test
    void offsetsAreReadAlteredAndValidated(@TempDir Path folder) throws Exception {
        try (Database database = new Database(stack, NAME)) {
            database.createTable("items", StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.N));
            for (int i = 0; i < 5; i++) {
                Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromN("" + i));
                database.dynamoDb().putItem(put -> put.tableName("items").item(item));
            }
            Path file = folder.resolve("orders.json");
            Files.writeString(file, Json.of(Map.of("name", NAME, "config", database.connector(NAME, "items"))));
            assertThat(run("README.md", "Your first connector", 1, Map.of("orders.json", file.toString())))
                    .contains("\"name\":\"" + NAME + "\"");
            List<Record> stream = database.streamRecords("items");
            try (Topic topic = new Topic(stack, "offsets.items")) {
                topic.awaitChanges(5, TIMEOUT);
                stack.connect().stop(NAME);
                stack.connect().awaitStopped(NAME, TIMEOUT);

                JsonNode entry = slotOf(stack.connect().offsets(NAME));
                String slot = entry.at("/partition/slot").asText();
                JsonNode offset = entry.path("offset");
                assertThat(slot).startsWith(database.streamArn("items") + "/");
                assertThat(offset.path("assignment").asLong()).isPositive();
                String shard = shardOf(offset);
                assertThat(offset.path(shard).asText())
                        .isEqualTo(stream.get(4).dynamodb().sequenceNumber());

                assertRejected(stack, slot, shard, "the beginning", "'the beginning' is not a position");
                assertRejected(stack, slot, "shard", "TRIM_HORIZON", "'shard'");
                assertRejected(stack, database.streamArn("items") + "/64", shard, "TRIM_HORIZON", "64");

                String second = stream.get(1).dynamodb().sequenceNumber();
                stack.connect().patchOffsets(NAME, patch(slot, shard, second));
                stack.worker().kill();
                stack.worker().start();
                stack.connect().resume(NAME);

                List<ChangeEvent> events = topic.awaitChanges(8, TIMEOUT).stream()
                        .map(Topic.Received::change)
                        .toList();
                assertThat(events.stream().skip(5).map(event -> event.source().eventId()))
                        .as("events that are read again after the second change")
                        .containsExactlyInAnyOrderElementsOf(
                                stream.stream().skip(2).map(Record::eventID).toList());

                if (DocumentedCommands.areInstalled("curl", "jq")) {
                    runDocumentedCommands(slot, shard);
                    topic.awaitChanges(13, TIMEOUT);
                }
            }
            stack.connect().delete(NAME);
        }
    }

    private void runDocumentedCommands(String slot, String shard) throws IOException, InterruptedException {
        assertThat(run("docs/runbooks.md", "Runbooks", 1, CONNECTOR)).contains("RUNNING");
        assertThat(run("docs/runbooks.md", "Runbooks", 2, CONNECTOR)).doesNotContain("error_code");
        assertThat(run("docs/positions.md", "Read", 1, CONNECTOR)).contains(slot, shard);
        assertThat(run(
                        "docs/positions.md",
                        "Move a position",
                        1,
                        Map.of(
                                "orders-changefeed",
                                NAME,
                                "arn:aws:dynamodb:…/stream/2026-11-21T10:32:39.697/0",
                                slot,
                                "shardId-00000001795257159758-55e9bca8",
                                shard)))
                .contains("successfully");
    }

    private String run(String page, String section, int number, Map<String, String> replacements)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(replacements);
        all.put("http://localhost:8083", stack.worker().address().toString());
        return DocumentedCommands.run(page, section, number, all);
    }

    private static void assertRejected(LocalStack stack, String slot, String shard, String position, String reason) {
        assertThatThrownBy(() -> stack.connect().patchOffsets(NAME, patch(slot, shard, position)))
                .isInstanceOf(ConnectRestException.class)
                .hasMessageContaining(reason);
    }

    private static String patch(String slot, String shard, String position) {
        return Json.of(Map.of(
                "offsets",
                List.of(Map.of(
                        "partition", Map.of("slot", slot), "offset", Map.of("assignment", "1", shard, position)))));
    }

    private static JsonNode slotOf(JsonNode offsets) {
        for (JsonNode entry : offsets) {
            if (entry.path("partition").has("slot")) {
                return entry;
            }
        }
        throw new AssertionError("no slot in " + offsets);
    }

    private static String shardOf(JsonNode offset) {
        for (Iterator<String> fields = offset.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (field.startsWith("shardId-")) {
                return field;
            }
        }
        throw new AssertionError("no shard in " + offset);
    }
}
