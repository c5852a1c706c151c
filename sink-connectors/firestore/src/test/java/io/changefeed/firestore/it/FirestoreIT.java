/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.firestore.v1.Value;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.firestore.server.FaultProxy;
import io.changefeed.firestore.server.FaultProxy.FaultPlan;
import io.changefeed.firestore.server.FirestoreDocuments;
import io.changefeed.firestore.server.TestFirestore;
import io.changefeed.firestore.value.ValueInverse;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FirestoreIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int CHANGES = Integer.getInteger("firestore.changes", 3_000);
    private static final int ITEMS = 2_000;
    private static final List<Status.Code> CODES = List.of(
            Status.Code.ABORTED,
            Status.Code.UNAVAILABLE,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.DEADLINE_EXCEEDED);

    private static final LocalStack STACK = LocalStack.builder()
            .workerEnvironment("FIRESTORE_EMULATOR_HOST", TestFirestore.host())
            .build();

    @BeforeAll
    static void start() {
        STACK.start();
    }

    @AfterAll
    static void end() {
        STACK.close();
    }

    /** The sink starts before the source, but the source must create the topic. */
    @Test
    void shippedConfigurationWorksUnchanged() throws Exception {
        try (DynamoDbTable table = new DynamoDbTable(STACK, "shipped", "orders", "customer_id", "order_id");
                FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), "changefeed-demo")) {
            Path file = ProjectFolder.find().resolve("config/sinks/firestore.json");
            table.put(item("{\"customer_id\":{\"S\":\"c1\"},\"order_id\":{\"S\":\"o1\"},\"total\":{\"N\":\"9.90\"}}"));
            int logged = Files.readString(STACK.worker().log()).length();

            String name = STACK.connect().create(Files.readString(file));
            STACK.connect().awaitRunning(name, TIMEOUT);
            create("demo-orders", table.connector("demo"));

            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(documents.fieldsIn("orders")).containsOnlyKeys("c1|o1"));
            assertThat(partitions("demo.orders")).isEqualTo(3);
            assertThat(Files.readString(STACK.worker().log()).substring(logged).lines())
                    .filteredOn(line -> line.contains("ERROR"))
                    .allMatch(line -> line.contains("DeadLetterQueueReporter")
                            && line.contains("doesn't exist. Will attempt to create topic"));
            STACK.connect().delete(name);
            STACK.connect().delete("demo-orders");
        }
    }

    private static int partitions(String topic) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", STACK.broker().bootstrapServers()))) {
            return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic))
                    .partitions()
                    .size();
        }
    }

    @Test
    void validationReportsThatFirestoreIsUnreachable() throws Exception {
        Map<String, String> config = sink("unreachable", "p", "127.0.0.1:1");
        config.put("name", "unreachable");

        assertThat(STACK.connect()
                        .validate("FirestoreSinkConnector", new ObjectMapper().writeValueAsString(config))
                        .toString())
                .contains("configuration emulator.host: Firestore cannot be reached: Firestore returned UNAVAILABLE");
    }

    @Test
    void documentsEqualItemsAfterFailedCallsAndAKilledWorker() throws Exception {
        verifyReplication("plain", Map.of("stale.write.guard", "false"));
    }

    /** Slow, because a killed worker leaves documents locked for up to a minute. */
    @Test
    @Tag("long")
    void documentsEqualItemsWithTheGuard() throws Exception {
        verifyReplication("guarded", Map.of());
    }

    private static void verifyReplication(String name, Map<String, String> properties) throws Exception {
        String project = name + "-" + UUID.randomUUID();
        try (DynamoDbTable table = new DynamoDbTable(STACK, name, "things", "customer", "order");
                FaultProxy proxy = new FaultProxy(TestFirestore.host());
                FirestoreDocuments documents = new FirestoreDocuments(TestFirestore.host(), project)) {
            RandomTableChanges items = new RandomTableChanges(table, new Random(17), ITEMS);
            // Writes before the source reads, because readers block writers in DynamoDB Local.
            items.change(CHANGES / 3);
            create(name + "-source", table.connector(name));
            Map<String, String> sink = sink(name + ".things", project, proxy.host());
            sink.putAll(properties);
            create(name, sink);
            // Breaks calls only after the validation, which would report them.
            Random faults = new Random(18);
            proxy.plan(method -> fault(method, faults));
            await().atMost(TIMEOUT).until(() -> !documents.in("things").isEmpty());
            STACK.worker().kill();
            CompletableFuture<Void> changed = CompletableFuture.runAsync(() -> items.change(CHANGES - CHANGES / 3));
            STACK.worker().start();
            changed.join();

            Map<String, Map<String, Object>> expected = new HashMap<>();
            items.currentItems().forEach((id, item) -> expected.put(id, ValueInverse.expected(item)));
            await().atMost(TIMEOUT.multipliedBy(2).plusMillis(20L * CHANGES))
                    .untilAsserted(() -> assertThat(restored(documents)).isEqualTo(expected));
            assertThat(proxy.broken()).isPositive();
            System.out.println(CHANGES + " changes (" + name + "), " + expected.size() + " documents, " + proxy.broken()
                    + " calls broken, and " + proxy.brokenWrites() + " writes of other calls");
            List.of(name + "-source", name).forEach(STACK.connect()::delete);
        }
    }

    private static FaultPlan fault(String method, Random random) {
        Status.Code code = CODES.get(random.nextInt(CODES.size()));
        return switch (random.nextInt(10)) {
            case 0 -> new FaultPlan.FailAfterForwarding(code);
            // Never breaks a rollback: documents would stay locked until Firestore ends the transaction.
            case 1 -> method.equals("Rollback") ? new FaultPlan.Pass() : new FaultPlan.Fail(code);
            case 2, 3 -> new FaultPlan.FailWrites(code, write -> random.nextInt(4) == 0);
            default -> new FaultPlan.Pass();
        };
    }

    private static Map<String, Map<String, Object>> restored(FirestoreDocuments documents) {
        Map<String, Map<String, Object>> restored = new HashMap<>();
        documents
                .fieldsIn("things")
                .forEach((id, fields) -> restored.put(id, ValueInverse.fields(withoutVersion(fields))));
        return restored;
    }

    private static Map<String, Value> withoutVersion(Map<String, Value> fields) {
        Map<String, Value> without = new HashMap<>(fields);
        without.remove("changefeed_order");
        return without;
    }

    private static Map<String, String> sink(String topic, String project, String host) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.changefeed.firestore.FirestoreSinkConnector");
        config.put("tasks.max", "1");
        config.put("topics", topic);
        config.put("project.id", project);
        config.put("emulator.host", host);
        config.put("ramp.up", "false");
        // More calls, so that more of them can be broken.
        config.put("batch.max.records", "50");
        config.put("retry.backoff.ms", "50");
        config.put("retry.backoff.max.ms", "500");
        config.put("consumer.override.isolation.level", "read_committed");
        config.put("consumer.override.allow.auto.create.topics", "false");
        // Removes the members of the killed worker from the group sooner.
        config.put("consumer.override.session.timeout.ms", "2500");
        config.put("consumer.override.heartbeat.interval.ms", "500");
        return config;
    }

    private static void create(String name, Map<String, String> config) throws JsonProcessingException {
        STACK.connect().create(new ObjectMapper().writeValueAsString(Map.of("name", name, "config", config)));
    }

    private static Item item(String json) {
        return ItemFormat.DYNAMODB_JSON.json().item(json);
    }
}
