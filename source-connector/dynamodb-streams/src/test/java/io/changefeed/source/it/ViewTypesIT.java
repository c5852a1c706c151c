/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.KeyType;
import io.changefeed.event.Operation;
import io.changefeed.event.ViewType;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

class ViewTypesIT {
    private final LocalStack stack = SharedStack.get();

    @ParameterizedTest
    @EnumSource
    void eventHasTheImagesOfTheViewTypeAndTheKey(ViewType viewType) {
        String name = "view-" + viewType.name().toLowerCase(Locale.ROOT).replace('_', '-');
        try (Database database = new Database(stack, name.replace("-", ""))) {
            database.createTable(
                    "items", StreamViewType.fromValue(viewType.name()), RandomChanges.key("id", KeyType.B));
            Map<String, AttributeValue> key =
                    Map.of("id", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1})));
            database.dynamoDb().putItem(put -> put.tableName("items").item(key));
            database.dynamoDb()
                    .updateItem(update -> update.tableName("items")
                            .key(key)
                            .updateExpression("SET n = :n")
                            .expressionAttributeValues(Map.of(":n", AttributeValue.fromN("1.50"))));
            database.dynamoDb().deleteItem(delete -> delete.tableName("items").key(key));
            Map<String, String> config = database.connector(name, "items");
            config.put("event.format", "struct");
            stack.connect().create(Json.of(Map.of("name", name, "config", config)));

            try (Topic topic = new Topic(stack, name + ".items")) {
                List<ChangeEvent> events =
                        topic.awaitTombstones(1, Duration.ofMinutes(3)).changes();
                assertThat(events)
                        .extracting(ChangeEvent::operation)
                        .containsExactly(Operation.INSERT, Operation.MODIFY, Operation.REMOVE);
                assertThat(events).allSatisfy(event -> {
                    Operation operation = event.operation();
                    assertThat(event.key().attributes()).containsOnlyKeys("id");
                    assertThat(event.source().viewType()).hasValue(viewType);
                    assertThat(event.before().isPresent()).isEqualTo(operation.hasBefore() && viewType.hasOldImage());
                    assertThat(event.after().isPresent()).isEqualTo(operation.hasAfter() && viewType.hasNewImage());
                });
            }
            stack.connect().delete(name);
        }
    }
}
