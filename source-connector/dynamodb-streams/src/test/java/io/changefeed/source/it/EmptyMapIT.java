/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ItemValue;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** DynamoDB Local writes empty maps without their type into the images of stream records. */
class EmptyMapIT {
    private static final ItemValue EMPTY = new ItemValue.M(Map.of());

    private final LocalStack stack = SharedStack.get();

    @Test
    void emptyMapIsPublishedAsAnEmptyMap() {
        try (Database database = new Database(stack, "emptymap")) {
            database.createTable("carts", StreamViewType.NEW_AND_OLD_IMAGES, RandomChanges.key("id", KeyType.S));
            put(database, Map.of("id", AttributeValue.fromS("before")));
            AttributeValue empty = AttributeValue.fromM(Map.of());
            put(
                    database,
                    Map.of(
                            "id",
                            AttributeValue.fromS("basket"),
                            "lines",
                            empty,
                            "deep",
                            AttributeValue.fromL(List.of(AttributeValue.fromM(Map.of("a", empty)), empty))));
            put(database, Map.of("id", AttributeValue.fromS("after")));
            stack.connect()
                    .create(Json.of(Map.of("name", "empty-map", "config", database.connector("empty-map", "carts"))));

            try (Topic topic = new Topic(stack, "empty-map.carts")) {
                assertThat(topic.awaitChanges(3, Duration.ofMinutes(3))).hasSize(3);
                assertThat(topic.changes())
                        .extracting(change -> change.after().orElseThrow().attributes())
                        .contains(Map.of(
                                "id",
                                new ItemValue.S("basket"),
                                "lines",
                                EMPTY,
                                "deep",
                                new ItemValue.L(List.of(new ItemValue.M(Map.of("a", EMPTY)), EMPTY))));
            }
            stack.connect().delete("empty-map");
        }
    }

    private static void put(Database database, Map<String, AttributeValue> item) {
        database.dynamoDb().putItem(put -> put.tableName("carts").item(item));
    }
}
