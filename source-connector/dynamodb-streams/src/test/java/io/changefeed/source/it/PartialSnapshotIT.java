/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import io.changefeed.source.it.Topic.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** A snapshot with a filter and a projection, which DynamoDB Local evaluates. */
class PartialSnapshotIT {
    private final LocalStack stack = SharedStack.get();

    @Test
    void rowContainsTheProjectionAndItsKey() {
        try (Database database = new Database(stack, "partial")) {
            database.createTable(
                    "tickets", StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.N, "name", KeyType.S));
            put(database, "1", "open", "Rome");
            put(database, "2", "closed", "Paris");
            put(database, "3", "open", "Oslo");
            Map<String, String> config = database.connector("partial", "tickets");
            config.put("snapshot.mode.tickets", "initial_only");
            config.put("snapshot.filter.tickets", """
                    {"expression": "#s = :open", "names": {"#s": "status"}, "values": {":open": {"S": "open"}}}""");
            config.put("snapshot.projection.tickets", "address.lines[0], status");
            stack.connect().create(Json.of(Map.of("name", "partial", "config", config)));

            try (Topic topic = new Topic(stack, "partial.tickets")) {
                assertThat(topic.awaitChanges(2, Duration.ofMinutes(3)))
                        .extracting(Received::change)
                        .extracting(row -> row.after().orElseThrow())
                        .containsExactlyInAnyOrder(row("1", "Rome"), row("3", "Oslo"));
            }
            stack.connect().delete("partial");
        }
    }

    private static void put(Database database, String id, String status, String city) {
        AttributeValue lines = AttributeValue.fromL(List.of(AttributeValue.fromS(city), AttributeValue.fromS("x")));
        database.dynamoDb()
                .putItem(put -> put.tableName("tickets")
                        .item(Map.of(
                                "id", AttributeValue.fromN(id),
                                "name", AttributeValue.fromS("n"),
                                "status", AttributeValue.fromS(status),
                                "secret", AttributeValue.fromS("x"),
                                "address", AttributeValue.fromM(Map.of("lines", lines)))));
    }

    private static Item row(String id, String city) {
        return new Item(Map.of(
                "id", new ItemValue.N(id),
                "name", new ItemValue.S("n"),
                "status", new ItemValue.S("open"),
                "address", new ItemValue.M(Map.of("lines", new ItemValue.L(List.of(new ItemValue.S(city)))))));
    }
}
