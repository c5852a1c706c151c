/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** All tests use one stack with a data directory that is not temporary. */
@TestInstance(Lifecycle.PER_CLASS)
class LocalStackIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private LocalStack stack;
    private ConnectRest connect;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, URISyntaxException {
        stack = LocalStack.builder()
                .dataDirectory(folder.resolve("data"))
                .pluginPath(PluginFolder.in(folder))
                .build();
        stack.start();
        connect = stack.connect();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void stateSurvivesSigkillOfEachProcess() {
        createCountingConnector("killed", 9);
        awaitNumbers("killed", IntStream.range(0, 10));
        try (TestTables table = new TestTables(stack.dynamoDb().endpoint())) {
            table.create("survivor");

            stack.worker().kill();
            stack.broker().kill();
            stack.dynamoDb().kill();
            assertThat(List.of(stack.worker(), stack.broker(), stack.dynamoDb()))
                    .noneMatch(StackProcess::isAlive);
            stack.start();

            assertThat(table.names()).contains("survivor");
        }
        assertThat(connect.connectors()).contains("killed");
        connect.putConfig("killed", config("killed", 19));
        awaitNumbers("killed", IntStream.range(0, 20));
    }

    @Test
    void pausedProcessRespondsAfterResume() {
        ConnectWorker worker = stack.worker();

        worker.pause();
        try {
            await().atMost(TIMEOUT).until(() -> stateOf(worker).equals("T"));
            assertThat(worker.isAlive()).isTrue();
        } finally {
            worker.resume();
        }
        await().atMost(TIMEOUT).until(worker.rest()::isHealthy);
    }

    private static String stateOf(StackProcess process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/stat")).replaceFirst(".*\\) (.).*\n", "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void secondWorkerJoinsTheGroup() {
        ConnectWorker second = stack.addWorker(Map.of("status.storage.partitions", "1"));
        second.start();
        try {
            createCountingConnector("shared", 0);
            connect.awaitRunning("shared", TIMEOUT);

            assertThat(second.rest().connectors()).contains("shared");
        } finally {
            second.stop();
        }
        assertThat(second.isAlive()).isFalse();
    }

    @Test
    void offsetsOfStoppedConnectorCanBeChangedAndReset() {
        createCountingConnector("moved", 4);
        awaitNumbers("moved", IntStream.range(0, 5));
        connect.stop("moved");
        connect.awaitStopped("moved", TIMEOUT);
        assertThat(connect.offsets("moved").toString()).contains("\"next\":5");

        connect.patchOffsets("moved", "{\"offsets\":[{\"partition\":{\"counter\":\"only\"},\"offset\":{\"next\":3}}]}");
        assertThat(connect.offsets("moved").toString()).contains("\"next\":3");

        connect.resetOffsets("moved");
        assertThat(connect.offsets("moved")).isEmpty();

        connect.resume("moved");
        awaitNumbers("moved", IntStream.concat(IntStream.range(0, 5), IntStream.range(0, 5)));
        connect.delete("moved");
        await().atMost(TIMEOUT).until(() -> connect.status("moved").isEmpty());
    }

    @Test
    void failedTaskIsReportedWithTheReason() {
        createCountingConnector("failed", -1);

        assertThatThrownBy(() -> connect.awaitRunning("failed", TIMEOUT))
                .isInstanceOfSatisfying(
                        ConnectorFailedException.class,
                        e -> assertThat(e.inOneLine())
                                .isEqualTo("the connector failed has failed: "
                                        + "org.apache.kafka.connect.errors.ConnectException: cannot count to -1"));
        connect.delete("failed");
    }

    @Test
    void restErrorContainsTheMessageOfConnect() {
        assertThatThrownBy(() -> connect.create("{\"name\":\"wrong\",\"config\":" + config("wrong", "many") + "}"))
                .isInstanceOfSatisfying(
                        ConnectRestException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining("Invalid value many for configuration limit")
                .message()
                .hasLineCount(1);
    }

    @Test
    void validationReportsInvalidProperty() {
        assertThat(connect.validate("CountingConnector", config("validated", "many"))
                        .path("error_count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void workerFindsPluginWithServiceLoader() {
        assertThat(connect.plugins().findValuesAsText("class"))
                .contains("io.changefeed.localstack.counting.CountingConnector");
    }

    @Test
    void readerFindsRecordsOfTopicThatIsCreatedLater() {
        try (TopicReader reader = stack.read("later")) {
            assertThat(reader.poll(Duration.ofMillis(100))).isEmpty();
            assertThat(reader.readToEnd()).isEmpty();

            createCountingConnector("later", 2);

            await().pollInSameThread()
                    .atMost(TIMEOUT)
                    .until(() -> reader.poll(Duration.ofMillis(100)).size() > 0);
        }
    }

    private void createCountingConnector(String name, int limit) {
        connect.create("{\"name\":\"" + name + "\",\"config\":" + config(name, String.valueOf(limit)) + "}");
    }

    private static String config(String name, int limit) {
        return config(name, String.valueOf(limit));
    }

    private static String config(String name, String limit) {
        return """
                {"connector.class": "io.changefeed.localstack.counting.CountingConnector", "name": "%s",
                 "tasks.max": "1", "topic": "%s", "limit": "%s"}""".formatted(name, name, limit);
    }

    private void awaitNumbers(String topic, IntStream expected) {
        String[] texts = expected.mapToObj(String::valueOf).toArray(String[]::new);
        List<String> numbers = new ArrayList<>();
        try (TopicReader reader = stack.read(topic)) {
            await().pollInSameThread().atMost(TIMEOUT).untilAsserted(() -> {
                reader.readToEnd().forEach(record -> numbers.add(new String(record.value(), UTF_8)));
                assertThat(numbers).containsExactly(texts);
            });
        }
    }
}
