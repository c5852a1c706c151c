/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.it;

import static io.changefeed.delivery.Changes.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.fanout.client.ReceivedResponses;
import io.changefeed.fanout.client.TestClient;
import io.changefeed.fanout.subscribers.RandomItemChanges;
import io.changefeed.fanout.subscribers.SubscriberClients;
import io.changefeed.localstack.ConnectorStatus;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FanOutIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int EVENTS = Integer.getInteger("fan-out.events", 20_000);
    private static final int SUBSCRIBERS = Integer.getInteger("fan-out.subscribers", 100);
    private static final int PORT = freePort();

    private static final LocalStack STACK = LocalStack.builder()
            .workerProperty("offset.flush.interval.ms", "1000")
            .workerEnvironment("GRPC_PORT", Integer.toString(PORT))
            .build();

    @BeforeAll
    static void start() {
        STACK.broker().start();
        STACK.worker().start();
    }

    @AfterAll
    static void close() {
        STACK.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> sink(String topic, int port) {
        return new HashMap<>(Map.of(
                "connector.class", "io.changefeed.fanout.GrpcFanOutSinkConnector",
                "topics", topic,
                "grpc.host", "127.0.0.1",
                "grpc.port", Integer.toString(port),
                "consumer.override.isolation.level", "read_committed",
                // How long the group waits for a dead member; 45 s by default.
                "consumer.override.session.timeout.ms", "3000",
                "consumer.override.heartbeat.interval.ms", "500"));
    }

    private static void create(String name, Map<String, String> config) {
        STACK.connect().putConfig(name, json(config));
    }

    private static String json(Object value) {
        try {
            return new JsonMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void awaitServing(TestClient client) {
        await().atMost(TIMEOUT).until(() -> isLatestServed(client));
    }

    /** Also before that, the health of the server is SERVING. */
    private static boolean isLatestServed(TestClient client) {
        try {
            return !client.tables().getLatestToken().isEmpty();
        } catch (StatusRuntimeException e) {
            client.channel().resetConnectBackoff();
            return false;
        }
    }

    @Test
    void workerFindsPluginWithServiceLoader() {
        List<String> ours = new ArrayList<>();
        STACK.connect().plugins().forEach(plugin -> {
            if (plugin.path("class").asText().startsWith("io.changefeed.fanout")) {
                ours.add(plugin.path("class").asText() + " "
                        + plugin.path("version").asText());
            }
        });
        assertThat(ours).containsExactly("io.changefeed.fanout.GrpcFanOutSinkConnector " + ChangefeedVersion.text());
    }

    @Test
    void shippedConfigurationWorks() throws Exception {
        String file = Files.readString(ProjectFolder.find().resolve("config/sinks/grpc-fan-out.json"));
        try (EventTopic topic = new EventTopic(STACK, "demo.orders", 1);
                TestClient client = new TestClient(PORT)) {
            int logged = Files.readString(STACK.worker().log()).length();
            String name = STACK.connect().create(file);
            STACK.connect().awaitRunning(name, TIMEOUT);
            awaitServing(client);
            ReceivedResponses responses = client.latest();

            topic.write(update("a", 1));
            topic.flush();

            assertThat(responses.awaitIds(1)).containsExactly("a/1");
            List<String> log = Files.readString(STACK.worker().log())
                    .substring(logged)
                    .lines()
                    .toList();
            assertThat(log)
                    .anyMatch(line -> line.contains("gRPC server listening on 127.0.0.1:" + PORT))
                    // Connect logs this when it creates the dead-letter topic.
                    .noneMatch(line -> line.contains("ERROR") && !line.contains("Will attempt to create topic"));
            STACK.connect().delete(name);
        }
    }

    /** Pins the name of the consumer's metric: without it, the end of a busy topic cannot be found. */
    @Test
    void busyTopicIsServedFromItsTip() throws Exception {
        int port = freePort();
        try (EventTopic topic = new EventTopic(STACK, "shop.busy", 2);
                TestClient client = new TestClient(port)) {
            topic.flush();
            create("busy", sink("shop.busy", port));
            AtomicInteger written = new AtomicInteger();
            // Ten polls without a record would also count as the end.
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(30)).until(() -> {
                topic.write(update("a", written.incrementAndGet()));
                topic.flush();
                return isLatestServed(client);
            });
            STACK.connect().delete("busy");
        }
    }

    @Test
    void secondConnectorOnThePortFailsAndOneOfSeveralTasksIsStarted() throws Exception {
        int port = freePort();
        try (EventTopic topic = new EventTopic(STACK, "hosted", 1)) {
            topic.flush();
            create("first", sink("hosted", port));
            STACK.connect().awaitRunning("first", TIMEOUT);

            create("second", sink("hosted", port));

            await().atMost(TIMEOUT)
                    .until(() -> STACK.connect().status("second").stream()
                            .flatMap(status -> status.tasks().stream())
                            .anyMatch(task -> task.state().equals("FAILED")));
            ConnectorStatus second = STACK.connect().status("second").orElseThrow();
            assertThat(second.tasks().get(0).trace().orElseThrow())
                    .contains("127.0.0.1:" + port, "Give each connector");
            Map<String, String> many = sink("hosted", freePort());
            many.put("tasks.max", "3");
            create("many", many);
            STACK.connect().awaitRunning("many", TIMEOUT);
            assertThat(STACK.connect().status("many").orElseThrow().tasks()).hasSize(1);
            assertThat(Files.readAllLines(STACK.worker().log()))
                    .anyMatch(line -> line.contains(" WARN ")
                            && line.contains("'tasks.max' is 3, but the connector uses 1 task:")
                            && line.contains("create more connectors"));
            List.of("first", "second", "many").forEach(STACK.connect()::delete);
        }
    }

    @Test
    void subscribersReceiveEveryEventOfTheirFilterAcrossAWorkerKill() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("Seed " + seed + ", " + EVENTS + " events, " + SUBSCRIBERS + " subscribers");
        int port = freePort();
        RandomItemChanges changes = new RandomItemChanges(new Random(seed), 1_000, 200);
        try (EventTopic topic = new EventTopic(STACK, "followed", 4);
                TestClient client = new TestClient(port)) {
            Map<String, String> config = sink("followed", port);
            // A quarter of the written events: the ring evicts events all the time.
            config.put("ring.max.records", Integer.toString(EVENTS / 4));
            create("followed", config);
            awaitServing(client);
            try (SubscriberClients subscribers = new SubscriberClients(port, SUBSCRIBERS, new Random(seed + 1))) {
                int kills = 0;
                for (int event = 0; event < EVENTS; event++) {
                    topic.write(changes.next());
                    if (event % (EVENTS / 40) == 0) {
                        topic.flush();
                        subscribers.awaitSome(topic.written(), TIMEOUT);
                    }
                    if (event % (EVENTS / 3) == EVENTS / 6) {
                        kills++;
                        STACK.worker().kill();
                        STACK.worker().start();
                        awaitServing(client);
                    }
                }
                topic.flush();
                System.out.println(
                        subscribers.finish(topic.written(), TIMEOUT.plusMillis(EVENTS)) + ", " + kills + " kills");
            }
            STACK.connect().delete("followed");
        }
    }
}
