/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.ChangeEvent;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.SharedStack;
import io.changefeed.source.record.SdkImages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

class BigChangeIT {
    /** DynamoDB's limit for an item is 400 KB, names included. */
    private static final int ALMOST_400_KB = 400 * 1024 - 100;

    private final LocalStack stack = SharedStack.get();

    /** Control characters have the longest escapes: six characters in JSON, and seven in JSON within JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0001"})
    void changeWithTwoImagesOf400KilobytesIsPublished(String character) {
        String name = "big-" + (int) character.charAt(0);
        try (Database database = new Database(stack, name.replace("-", ""))) {
            database.createTable("big", StreamViewType.NEW_AND_OLD_IMAGES, RandomChanges.key("id", KeyType.S));
            for (String last : List.of("a", "b")) {
                String text = character.repeat(ALMOST_400_KB) + last;
                database.dynamoDb()
                        .putItem(put -> put.tableName("big")
                                .item(Map.of("id", AttributeValue.fromS("1"), "text", AttributeValue.fromS(text))));
            }
            Map<String, String> config = database.connector(name, "big");
            config.put("event.format", "struct");
            config.put("topic.creation.default.max.message.bytes", "16777216");
            stack.connect().create(Json.of(Map.of("name", name, "config", config)));

            Record modify = database.streamRecords("big").get(1);
            try (Topic topic = new Topic(stack, name + ".big")) {
                ChangeEvent event =
                        topic.awaitChanges(2, Duration.ofMinutes(3)).get(1).change();
                assertThat(event.before()).isEqualTo(SdkImages.oldImage(modify));
                assertThat(event.after()).isEqualTo(SdkImages.newImage(modify));
            }
            stack.connect().delete(name);
        }
    }
}
