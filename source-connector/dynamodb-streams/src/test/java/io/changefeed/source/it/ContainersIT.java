/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.event.KeyType;
import io.changefeed.localstack.ConnectRest;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.TopicReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.MountableFile;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The images, mounts and worker properties of docker-compose.yml. Skipped without Docker. */
@Testcontainers(disabledWithoutDocker = true)
class ContainersIT {
    private static final ProjectFolder PROJECT = ProjectFolder.find();
    private static final Network NETWORK = Network.newNetwork();

    @Container
    private static final KafkaContainer BROKER = new KafkaContainer("apache/kafka:4.3.1")
            .withNetwork(NETWORK)
            .withListener("broker:19092")
            .withEnv("KAFKA_MESSAGE_MAX_BYTES", "16777216")
            .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000");

    @Container
    private static final GenericContainer<?> DYNAMODB = new GenericContainer<>("amazon/dynamodb-local:3.3.1")
            .withNetwork(NETWORK)
            .withNetworkAliases("dynamodb-local")
            .withExposedPorts(8000)
            .withCommand("-jar", "DynamoDBLocal.jar", "-inMemory", "-disableTelemetry");

    @Container
    private static final GenericContainer<?> WORKER = new GenericContainer<>("apache/kafka:4.3.1")
            .withNetwork(NETWORK)
            .dependsOn(BROKER, DYNAMODB)
            .withCopyFileToContainer(mount("config/worker"), "/etc/changefeed")
            .withCopyFileToContainer(mount("target/plugins"), "/opt/changefeed/plugins")
            .withCopyFileToContainer(mount("target/monitoring"), "/opt/changefeed/monitoring")
            .withCopyFileToContainer(mount("deploy/monitoring/jmx-exporter.yaml"), "/etc/jmx-exporter.yaml")
            .withEnv("DYNAMODB_ENDPOINT", "http://dynamodb-local:8000")
            .withEnv(
                    "KAFKA_OPTS",
                    "-javaagent:/opt/changefeed/monitoring/jmx_prometheus_javaagent.jar=9404:/etc/jmx-exporter.yaml")
            .withExposedPorts(8083)
            .withCommand("/opt/kafka/bin/connect-distributed.sh", "/etc/changefeed/docker-compose.properties")
            .waitingFor(Wait.forHttp("/health"));

    private static MountableFile mount(String path) {
        return MountableFile.forHostPath(PROJECT.resolve(path));
    }

    @Test
    void changeIsPublishedByContainers() throws IOException {
        ConnectRest connect = new ConnectRest(address(WORKER, 8083));
        try (Database database = new Database(address(DYNAMODB, 8000), "local");
                TopicReader topic = new TopicReader(BROKER.getBootstrapServers(), "demo.orders")) {
            database.createTable(
                    "orders",
                    StreamViewType.NEW_AND_OLD_IMAGES,
                    RandomChanges.key("customer_id", KeyType.S, "order_id", KeyType.S));
            connect.create(Files.readString(PROJECT.resolve("config/source/dynamodb-streams.json")));
            database.dynamoDb()
                    .putItem(put -> put.tableName("orders")
                            .item(Map.of(
                                    "customer_id",
                                    AttributeValue.fromS("c1"),
                                    "order_id",
                                    AttributeValue.fromS("o1"))));

            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(topic.readToEnd())
                            .singleElement()
                            .satisfies(record -> assertThat(new String(record.value(), UTF_8))
                                    .contains("\"op\":\"c\"")));
        }
    }

    private static URI address(GenericContainer<?> container, int port) {
        return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(port));
    }
}
