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
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** Reading and altering offsets with Connect's REST API. */
class OffsetsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final LocalStack stack = SharedStack.get();

    @Test
    void offsetsAreReadAlteredAndValidated() {
        try (Database database = new Database(stack, "offsets")) {
            database.createTable("items", StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.N));
            for (int i = 0; i < 5; i++) {
                Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromN("" + i));
                database.dynamoDb().putItem(put -> put.tableName("items").item(item));
            }
            stack.connect()
                    .create(Json.of(Map.of("name", "offsets", "config", database.connector("offsets", "items"))));
            List<Record> stream = database.streamRecords("items");
            try (Topic topic = new Topic(stack, "offsets.items")) {
                topic.awaitChanges(5, TIMEOUT);
                stack.connect().stop("offsets");
                stack.connect().awaitStopped("offsets", TIMEOUT);

                JsonNode entry = slotOf(stack.connect().offsets("offsets"));
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
                stack.connect().patchOffsets("offsets", patch(slot, shard, second));
                stack.worker().kill();
                stack.worker().start();
                stack.connect().resume("offsets");

                List<ChangeEvent> events = topic.awaitChanges(8, TIMEOUT).stream()
                        .map(Topic.Received::change)
                        .toList();
                assertThat(events.stream().skip(5).map(event -> event.source().eventId()))
                        .as("events that are read again after the second change")
                        .containsExactlyInAnyOrderElementsOf(
                                stream.stream().skip(2).map(Record::eventID).toList());
            }
            stack.connect().delete("offsets");
        }
    }

    private static void assertRejected(LocalStack stack, String slot, String shard, String position, String reason) {
        assertThatThrownBy(() -> stack.connect().patchOffsets("offsets", patch(slot, shard, position)))
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
