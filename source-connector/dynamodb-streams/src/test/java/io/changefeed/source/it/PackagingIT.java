/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.KeyType;
import io.changefeed.localstack.ConnectWorker;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.SharedStack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The zip file that users install, in a worker with only Kafka on its class path. */
class PackagingIT {
    private static final Path ZIP = ProjectFolder.find()
            .resolve("source-connector/dynamodb-streams/target/changefeed-dynamodb-streams-" + ChangefeedVersion.text()
                    + ".zip");

    @Test
    void unpackedZipRunsInAWorkerWithOnlyKafka(@TempDir Path plugins) throws IOException {
        unpack(plugins);
        LocalStack stack = SharedStack.get();
        ConnectWorker worker = stack.addWorker(Map.of(
                "plugin.path", plugins.toString(),
                "group.id", "packaging",
                "config.storage.topic", "packaging-configs",
                "offset.storage.topic", "packaging-offsets",
                "status.storage.topic", "packaging-status"));
        worker.start();
        try (Database database = new Database(stack, "packaging")) {
            assertThat(changefeedPlugins(worker.rest().plugins()))
                    .containsExactly("io.changefeed.source.DynamoDbStreamsSourceConnector " + ChangefeedVersion.text());

            database.createTable("items", StreamViewType.NEW_IMAGE, RandomChanges.key("id", KeyType.S));
            database.dynamoDb().putItem(put -> put.tableName("items").item(Map.of("id", AttributeValue.fromS("1"))));
            worker.rest()
                    .create(Json.of(Map.of("name", "packaging", "config", database.connector("packaging", "items"))));
            try (Topic topic = new Topic(stack, "packaging.items")) {
                assertThat(topic.awaitChanges(1, Duration.ofMinutes(3))).hasSize(1);
            }
        } finally {
            worker.kill();
        }
    }

    private static List<String> changefeedPlugins(JsonNode plugins) {
        List<String> found = new ArrayList<>();
        plugins.forEach(plugin -> {
            if (plugin.path("class").asText().startsWith("io.changefeed")) {
                found.add(plugin.path("class").asText() + " "
                        + plugin.path("version").asText());
            }
        });
        return found;
    }

    private static void unpack(Path plugins) throws IOException {
        try (InputStream file = Files.newInputStream(ZIP);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = plugins.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(zip, target);
                }
            }
        }
    }
}
