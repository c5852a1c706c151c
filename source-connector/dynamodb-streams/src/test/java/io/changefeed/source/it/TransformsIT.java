/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.ConnectRestException;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.SharedStack;
import io.changefeed.localstack.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** A transform of keys, with and without the predicate that the guide shows. */
class TransformsIT {
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(\"transforms\": \"key\".*?)```", Pattern.DOTALL);

    private final LocalStack stack = SharedStack.get();

    @Test
    void documentedPredicateExcludesHeartbeatsFromATransform() throws IOException {
        try (Database database = new Database(stack, "transforms")) {
            database.createTable("customers", StreamViewType.NEW_AND_OLD_IMAGES, RandomChanges.key("id", KeyType.S));
            database.dynamoDb()
                    .putItem(put -> put.tableName("customers").item(Map.of("id", AttributeValue.fromS("c1"))));
            Map<String, String> config = database.connector("transforms", "customers");
            config.put("event.format", "struct");
            config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
            config.putAll(documentedProperties());

            stack.connect().create(Json.of(Map.of("name", "transforms", "config", config)));

            try (TopicReader topic = stack.read("transforms.customers")) {
                List<String> keys = new ArrayList<>();
                await().atMost(Duration.ofMinutes(3)).until(() -> {
                    topic.readToEnd().forEach(record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
                    return !keys.isEmpty();
                });
                assertThat(keys).containsExactly("c1");
            }
            stack.connect().delete("transforms");

            config.keySet().removeIf(property -> property.endsWith(".predicate") || property.endsWith(".negate"));
            assertThatThrownBy(() -> stack.connect().putConfig("transforms", Json.of(config)))
                    .isInstanceOf(ConnectRestException.class)
                    .hasMessageContainingAll(
                            "configuration transforms.key.type: Fails at heartbeats (Unknown field: id)",
                            "TopicNameMatches")
                    .extracting(e -> ((ConnectRestException) e).status())
                    .isEqualTo(400);
        }
    }

    @SuppressWarnings("unchecked") // the example has texts only
    private static Map<String, String> documentedProperties() throws IOException {
        String guide = Files.readString(ProjectFolder.find().resolve("docs/transforms.md"));
        MatchResult example = EXAMPLE.matcher(guide).results().findFirst().orElseThrow();
        return new ObjectMapper().readValue("{" + example.group(1) + "}", Map.class);
    }
}
