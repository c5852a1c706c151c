/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.SharedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The connector configurations that are shipped with the project, and validation by a worker. */
class ConfigIT {
    private final LocalStack stack = SharedStack.get();

    static List<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.list(ProjectFolder.find().resolve("config/source"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void shippedConfigurationWorks(Path file) throws IOException {
        try (Database database = new Database(stack, "local")) {
            database.createTable(
                    "orders",
                    StreamViewType.NEW_AND_OLD_IMAGES,
                    RandomChanges.key("customer_id", KeyType.S, "order_id", KeyType.S));
            String json = Files.readString(file);
            String prefix =
                    new ObjectMapper().readTree(json).at("/config/topic.prefix").asText();

            int logged = Files.readString(stack.worker().log()).length();
            String name = stack.connect().create(json);
            stack.connect().awaitRunning(name, Duration.ofMinutes(3));
            database.dynamoDb()
                    .putItem(put -> put.tableName("orders")
                            .item(Map.of(
                                    "customer_id",
                                    AttributeValue.fromS("c1"),
                                    "order_id",
                                    AttributeValue.fromS("o1"))));

            try (Topic topic = new Topic(stack, prefix + ".orders")) {
                assertThat(topic.awaitChanges(1, Duration.ofMinutes(3))).hasSize(1);
            }
            assertThat(Files.readString(stack.worker().log()).substring(logged)).doesNotContain("ERROR");
            stack.connect().delete(name);
            database.dynamoDb().deleteTable(delete -> delete.tableName("orders"));
        }
    }

    @Test
    void workerReportsErrorsOfDynamoDb() {
        try (Database database = new Database(stack, "validation")) {
            database.createTable("items", StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.S));

            assertThat(errors(database.connector("validation", "items"))).isEmpty();
            assertThat(errors(database.connector("validation", "items", "missing")))
                    .singleElement()
                    .asString()
                    .contains("configuration tables: The table 'missing' does not exist");
        }
    }

    private List<String> errors(Map<String, String> config) {
        config.put("name", "validation");
        List<String> errors = new ArrayList<>();
        stack.connect()
                .validate("DynamoDbStreamsSourceConnector", Json.of(config))
                .path("configs")
                .forEach(each -> each.at("/value/errors").forEach(error -> errors.add(error.asText())));
        return errors;
    }
}
