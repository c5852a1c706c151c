/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.connector.PropertyNames;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.SharedStack;
import io.changefeed.source.config.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    @Test
    void workerReportsMisspeltAndNullProperties() {
        try (Database database = new Database(stack, "misspelt")) {
            database.createTable("items", StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.S));
            Map<String, String> config = database.connector("misspelt", "items");
            config.put("stream.strat", "latest");
            config.put("stream.start", null);
            config.put("snapshot.mode", null);

            JsonNode result = validate(config);

            assertThat(result.path("error_count").asInt()).isEqualTo(3);
            assertThat(errors(result))
                    .containsExactlyInAnyOrder(
                            "stream.strat: Unknown property 'stream.strat'. Did you mean 'stream.start'? Correct the"
                                    + " name, or remove the property.",
                            "stream.start: The property 'stream.start' is null. Set a value, or remove the property.",
                            "snapshot.mode: The property 'snapshot.mode' is null. Set a value, or remove the property.");
        }
    }

    /** A later version of Connect can define more properties, which must not be refused. */
    @Test
    void noPropertyOfTheWorkerIsUnknown() {
        try (Database database = new Database(stack, "known")) {
            database.createTable("items", StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.S));
            Set<String> names = new TreeSet<>();
            validate(database.connector("known", "items"))
                    .path("configs")
                    .forEach(each -> names.add(each.at("/definition/name").asText()));

            assertThat(names).contains("connector.class", "tables", "offsets.storage.topic");
            assertThat(names)
                    .allSatisfy(name -> assertThat(PropertyNames.ofConnector(SourceConfig.reference())
                                    .isUnknown(name))
                            .isFalse());
        }
    }

    private List<String> errors(Map<String, String> config) {
        return errors(validate(config)).stream()
                .map(error -> error.substring(error.indexOf(": ") + 2))
                .toList();
    }

    private static List<String> errors(JsonNode result) {
        List<String> errors = new ArrayList<>();
        result.path("configs")
                .forEach(each -> each.at("/value/errors")
                        .forEach(error -> errors.add(each.at("/value/name").asText() + ": " + error.asText())));
        return errors;
    }

    private JsonNode validate(Map<String, String> config) {
        config.put("name", "validation");
        return stack.connect().validate("DynamoDbStreamsSourceConnector", Json.of(config));
    }
}
