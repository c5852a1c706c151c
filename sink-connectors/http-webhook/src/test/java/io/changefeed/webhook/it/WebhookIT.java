/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.localstack.ConnectorStatus;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.TopicReader;
import io.changefeed.testing.DocumentedCommands;
import io.changefeed.webhook.WebhookEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/**
 * Checks for lost, duplicate and reordered events with a real worker, a real broker and an endpoint in a separate
 * process.
 */
@Execution(ExecutionMode.CONCURRENT)
class WebhookIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static EndpointProcess endpoint;
    private static LocalStack stack;
    private static WebhookFixture fixture;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        endpoint = EndpointProcess.start();
        stack = LocalStack.builder()
                .workerJvm(Jvm.quickToStart(1024)
                        .withEnvironment("WEBHOOK_URL", endpoint.url("shipped"))
                        .withEnvironment("WEBHOOK_SIGNING_KEYS", documentedKey()))
                .build();
        stack.start();
        fixture = new WebhookFixture(stack);
    }

    @AfterAll
    static void stop() {
        fixture.close();
        stack.close();
        endpoint.close();
    }

    @Test
    void workerListsThePluginWithItsVersion() {
        List<String> plugins = new ArrayList<>();
        stack.connect().plugins().forEach(plugin -> {
            if (plugin.path("class").asText().startsWith("io.changefeed.webhook")) {
                plugins.add(plugin.path("class").asText() + " "
                        + plugin.path("version").asText());
            }
        });
        assertThat(plugins)
                .containsExactly("io.changefeed.webhook.HttpWebhookSinkConnector " + ChangefeedVersion.text());
    }

    @Test
    void shippedConfigurationsDeliverChanges() throws IOException {
        Path config = ProjectFolder.find().resolve("config");
        try (DynamoDbClient dynamoDb = DynamoDbClient.builder()
                .endpointOverride(stack.dynamoDb().endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build()) {
            dynamoDb.createTable(table -> table.tableName("orders")
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType("S")
                            .build())
                    .keySchema(KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType("HASH")
                            .build())
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .streamSpecification(
                            stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
            stack.connect().create(Files.readString(config.resolve("source/dynamodb-streams.json")));
            stack.connect().create(Files.readString(config.resolve("sinks/http-webhook.json")));

            for (String state : List.of("placed", "shipped")) {
                dynamoDb.putItem(put -> put.tableName("orders")
                        .item(Map.of("id", AttributeValue.fromS("o1"), "state", AttributeValue.fromS(state))));
            }
            dynamoDb.deleteItem(delete -> delete.tableName("orders").key(Map.of("id", AttributeValue.fromS("o1"))));

            await().atMost(TIMEOUT).until(() -> endpoint.requests("shipped").size() >= 3);
        }
        assertThat(endpoint.requests("shipped"))
                .hasSize(3)
                .extracting(EndpointProcess.Request::status)
                .containsOnly(200);
        stack.connect().awaitRunning("orders-webhook", TIMEOUT);
    }

    @Test
    void documentedCommandsManageAConnector() throws Exception {
        Set<String> written = fixture.write("shop.orders", 3, 2);
        String connect = stack.worker().address().toString();
        Map<String, String> replacements = Map.of(
                "http://localhost:8083",
                connect,
                "https://example.com/hooks/failures",
                endpoint.url("hooks/failures"),
                "replication.factor\": \"3\"",
                "replication.factor\": \"1\"",
                "\"url\": \"https://example.com/hooks/orders\"",
                "\"allow.private.addresses\": \"true\", \"failure.notification.allow.private.addresses\": \"true\","
                        + " \"consumer.override.auto.offset.reset\": \"earliest\", \"url\": \""
                        + endpoint.url("hooks/orders") + "\"");

        DocumentedCommands.runEach(
                "docs/sinks/http-webhook.md",
                "HTTP webhook sink",
                1,
                replacements,
                "curl ",
                List.of(
                        created -> {
                            assertThat(created).contains("orders-hook");
                            stack.connect().awaitRunning("orders-hook", TIMEOUT);
                            awaitDelivered("hooks/orders", written);
                        },
                        all -> assertThat(all).contains("orders-hook", "RUNNING"),
                        status -> assertThat(status).contains("orders-hook", "RUNNING"),
                        stopped -> {
                            assertThat(stopped).isEmpty();
                            stack.connect().awaitStopped("orders-hook", TIMEOUT);
                        },
                        resumed -> {
                            assertThat(resumed).isEmpty();
                            stack.connect().awaitRunning("orders-hook", TIMEOUT);
                        },
                        restarted -> assertThat(restarted).doesNotContain("error_code"),
                        deleted -> {
                            assertThat(deleted).isEmpty();
                            assertThat(stack.connect().connectors()).doesNotContain("orders-hook");
                        }));
    }

    /** Creates a signing key with the command of the page. */
    private static String documentedKey() throws IOException, InterruptedException {
        return DocumentedCommands.run(
                "docs/sinks/http-webhook.md",
                "HTTP webhook sink",
                2,
                Map.of("export WEBHOOK_SIGNING_KEYS=\"", "printf %s \""));
    }

    @Test
    void flakyEndpointReceivesAllEventsInOrder() {
        Set<String> written = fixture.write("flaky", 100, 20);

        fixture.deliver("flaky", endpoint.url("flaky?fail=20&cut=5"), Map.of());

        DeliveryLog log = awaitDelivered("flaky", written);
        assertThat(log.duplicates()).isZero();
        log.assertOrder();
        log.assertMessageIds();
        assertThat(log.requests()).extracting(EndpointProcess.Request::status).contains(0, 503);
    }

    @Test
    void batchIsRetriedUnchanged() {
        Set<String> written = fixture.write("batches", 200, 10);

        fixture.deliver(
                "batches",
                endpoint.url("batches?fail=20&cut=5"),
                Map.of("batch.max.records", "50", "batch.linger.ms", "20", "max.in.flight.deliveries", "4"));

        DeliveryLog log = awaitDelivered("batches", written);
        assertThat(log.duplicates()).isZero();
        log.assertOrder();
        log.assertMessageIds();
        assertThat(log.requests()).anyMatch(request -> request.events().size() > 1);
    }

    @Test
    void eventsFromAReportedFailureOnAreSentAgain() {
        Set<String> written = fixture.write("reported", 6, 1);

        fixture.deliver(
                "reported",
                endpoint.url("reported?failItem=item3-1"),
                Map.of("batch.item.failures", "true", "batch.max.records", "6", "batch.linger.ms", "500"));

        DeliveryLog log = awaitDelivered("reported", written);
        List<String> batch = log.requests().stream()
                .map(EndpointProcess.Request::events)
                .filter(events -> events.contains("item3-1"))
                .findFirst()
                .orElseThrow();
        int failed = batch.indexOf("item3-1");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(batch.subList(failed, batch.size()))
                        .allSatisfy(event ->
                                assertThat(countSent("reported", event)).isEqualTo(2)));
        assertThat(batch.subList(0, failed))
                .allSatisfy(event -> assertThat(countSent("reported", event)).isEqualTo(1));
        assertThat(batch).hasSizeGreaterThan(1);
    }

    private static long countSent(String path, String event) {
        return endpoint.requests(path).stream()
                .filter(request -> request.events().contains(event))
                .count();
    }

    /** A batch of a hundred events contains one that the endpoint, or a firewall before it, rejects. */
    @ParameterizedTest
    @ValueSource(ints = {422, 403})
    void onlyThePoisonEventGoesToTheDeadLetterQueue(int status) throws Exception {
        String topic = "poison" + status;
        List<ChangeEvent> events = new ArrayList<>();
        for (int item = 0; item < 100; item++) {
            events.add(WebhookEvents.insert(item == 37 ? "poison" : "item" + item, 1));
        }
        Set<String> written = fixture.write(topic, events);
        written.remove("poison-1");

        fixture.deliver(
                topic,
                endpoint.url(topic + "?poison=poison-1&poisonStatus=" + status),
                withDeadLetters(topic, Map.of("batch.max.records", "100", "batch.linger.ms", "500")));

        DeliveryLog log = awaitDelivered(topic, written);
        assertThat(log.duplicates()).isZero();
        assertThat(log.requests()).anyMatch(request -> request.events().size() > 50);
        List<ConsumerRecord<byte[], byte[]>> dead = new ArrayList<>();
        try (TopicReader letters = stack.read(topic + "-dead")) {
            awaitAmongOthers(topic, () -> {
                dead.addAll(letters.poll(Duration.ofMillis(200)));
                return !dead.isEmpty();
            });
            dead.addAll(letters.readToEnd());
        }
        assertThat(dead).singleElement().satisfies(letter -> {
            assertThat(text(letter.key())).contains("poison");
            assertThat(text(letter.headers()
                            .lastHeader("__connect.errors.exception.message")
                            .value()))
                    .contains("the endpoint responded with " + status);
        });
        if (DocumentedCommands.areInstalled("kcat")) {
            assertThat(DocumentedCommands.run(
                            "docs/runbooks.md",
                            "Events are in the dead letter queue",
                            1,
                            Map.of(
                                    "localhost:9092",
                                    stack.broker().bootstrapServers(),
                                    "orders-rejected",
                                    topic + "-dead")))
                    .contains("offset 0", "poison", "the endpoint responded with " + status);
        }
    }

    @Test
    void endpointThatRejectsEverythingForAWhileLosesNoEvent() {
        Set<String> written = fixture.write("absent", 200, 5);

        fixture.deliver("absent", endpoint.url("absent?absent=2000"), withDeadLetters("absent", Map.of()));

        DeliveryLog log = awaitDelivered("absent", written);
        assertThat(log.requests()).extracting(EndpointProcess.Request::status).contains(404);
        log.assertOrder();
        try (TopicReader letters = stack.read("absent-dead")) {
            assertThat(letters.readToEnd()).isEmpty();
        }
    }

    /** The items have their own URLs, and the URL of the first one is down. */
    @Test
    void urlThatIsDownDelaysNoOther() {
        Set<String> written = fixture.write("tenants", 20, 20);
        written.removeIf(event -> event.startsWith("item0-"));

        fixture.deliver("tenants", endpoint.url("tenants/${key.id}?poison=item0-&poisonStatus=503"), Map.of());

        await().atMost(TIMEOUT).until(() -> tenants().delivered().equals(written));
        tenants().assertOrder();
        assertThat(endpoint.requests("tenants/item0"))
                .hasSizeLessThan(20)
                .extracting(EndpointProcess.Request::status)
                .containsOnly(503);
    }

    private static DeliveryLog tenants() {
        return new DeliveryLog(IntStream.range(0, 20)
                .boxed()
                .flatMap(item -> endpoint.requests("tenants/item" + item).stream())
                .toList());
    }

    private static Map<String, String> withDeadLetters(String topic, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of(
                "errors.tolerance", "all",
                "errors.deadletterqueue.topic.name", topic + "-dead",
                "errors.deadletterqueue.topic.replication.factor", "1",
                "errors.deadletterqueue.context.headers.enable", "true"));
        all.putAll(properties);
        return all;
    }

    /** With another converter, Connect would fail the task before the task receives the record. */
    @Test
    void recordThatIsNotJsonIsReportedLikeOthers() throws IOException {
        Set<String> written = fixture.write("malformed", 3, 1);
        fixture.write("malformed", "{\"op\":".getBytes(StandardCharsets.UTF_8));
        Map<String, String> properties = Map.of(
                "topics", "malformed",
                "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                "failure.notification.url", endpoint.url("whole/malformed"),
                "failure.notification.allow.private.addresses", "true");

        fixture.deliver("malformed-fails", endpoint.url("malformed-fails"), properties);

        await().atMost(TIMEOUT).until(() -> isFailed("malformed-fails"));
        await().atMost(TIMEOUT)
                .until(() -> !endpoint.requests("whole/malformed").isEmpty());
        JsonNode notification = new JsonMapper()
                .readTree(endpoint.requests("whole/malformed").get(0).body());
        assertThat(notification.path("type").asText()).isEqualTo("task-failed");
        assertThat(notification.path("table_name").isNull()).isTrue();
        assertThat(notification.path("message").asText()).contains("offset 3 of malformed-0", "not JSON");

        Map<String, String> tolerant = new HashMap<>(properties);
        tolerant.putAll(Map.of(
                "errors.tolerance", "all",
                "errors.deadletterqueue.topic.name", "malformed-dead",
                "errors.deadletterqueue.topic.replication.factor", "1"));
        fixture.deliver("malformed", endpoint.url("malformed"), tolerant);

        awaitDelivered("malformed", written);
        try (TopicReader letters = stack.read("malformed-dead")) {
            await().pollInSameThread()
                    .atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(letters.poll(Duration.ofMillis(200)))
                            .singleElement()
                            .satisfies(
                                    letter -> assertThat(text(letter.value())).isEqualTo("{\"op\":")));
        }
    }

    @Test
    void eventWhoseDeadLetterIsRefusedFailsTheTask() throws Exception {
        fixture.write("refused", List.of(WebhookEvents.insert("poison", 1), WebhookEvents.insert("item", 1)));

        fixture.deliver(
                "refused",
                endpoint.url("refused?poison=poison-1"),
                withDeadLetters("refused", Map.of("producer.override.max.request.size", "100")));

        awaitAmongOthers("refused", () -> isFailed("refused"));
        assertThat(stack.connect()
                        .status("refused")
                        .orElseThrow()
                        .tasks()
                        .get(0)
                        .trace()
                        .orElseThrow())
                .contains("the endpoint responded with 422", "was not stored in 'refused-dead'", "max.request.size");
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.broker().bootstrapServers()))) {
            assertThat(admin.listConsumerGroupOffsets("connect-refused")
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .values())
                    .as("the poison event is read again")
                    .allMatch(offset -> offset == null || offset.offset() == 0);
        }
    }

    @Test
    void slowEndpointCausesNoRebalance() throws IOException {
        Set<String> written = fixture.write("slow", 50, 4);
        try (EndpointProcess down = EndpointProcess.start()) {
            down.kill();

            fixture.deliver(
                    "slow",
                    down.url("slow?hang=7500"),
                    Map.of("consumer.override.max.poll.interval.ms", "6000", "max.in.flight.deliveries", "4"));
            stack.connect().awaitRunning("slow", TIMEOUT);
            awaitTime(Duration.ofSeconds(7));
            down.restart();

            await().atMost(TIMEOUT)
                    .until(() ->
                            new DeliveryLog(down.requests("slow")).delivered().equals(written));
            DeliveryLog log = new DeliveryLog(down.requests("slow"));
            assertThat(log.duplicates()).isZero();
            log.assertOrder();
            log.assertMessageIds();
        }
        assertThat(joins("connect-slow")).isEqualTo(1);
        assertThat(Files.readString(stack.worker().log())).doesNotContain("poll timeout has expired");
    }

    @Test
    void retryAfterPausesRequests() {
        Set<String> written = fixture.write("throttled", 20, 1);

        fixture.deliver("throttled", endpoint.url("throttled?retryAfter=3"), Map.of("max.in.flight.deliveries", "1"));

        DeliveryLog log = awaitDelivered("throttled", written);
        List<EndpointProcess.Request> requests = log.requests();
        assertThat(requests.get(0).status()).isEqualTo(429);
        assertThat(requests.get(1).at() - requests.get(0).at()).isGreaterThanOrEqualTo(2_900);
        log.assertMessageIds();
    }

    @Test
    void timedOutRequestIsRetriedWithTheSameId() {
        Set<String> written = fixture.write("hang", 10, 2);

        fixture.deliver("hang", endpoint.url("hang?hang=30000"), Map.of("http.request.timeout.ms", "2000"));

        DeliveryLog log = awaitDelivered("hang", written);
        log.assertMessageIds();
    }

    @Test
    void goneEndpointFailsTheTaskAndSendsANotification() throws IOException {
        fixture.write("gone", 3, 1);

        fixture.deliver(
                "gone",
                endpoint.url("gone?gone=item2-1"),
                Map.of(
                        "failure.notification.url",
                        endpoint.url("whole/failures"),
                        "failure.notification.allow.private.addresses",
                        "true"));

        awaitAmongOthers("gone", () -> isFailed("gone"));
        await().atMost(TIMEOUT).until(() -> !endpoint.requests("whole/failures").isEmpty());
        assertThat(endpoint.requests("whole/failures")).singleElement().satisfies(request -> {
            JsonNode notification = new JsonMapper().readTree(request.body());
            assertThat(notification.path("table_name").asText()).isEqualTo("orders");
            assertThat(notification.path("message").asText()).contains("410");
            assertThat(notification.path("type").asText()).isEqualTo("task-failed");
            assertThat(notification.path("connector").asText()).isEqualTo("gone");
            assertThat(notification.path("task").asText()).isEqualTo("0");
        });
        assertThat(stack.connect()
                        .status("gone")
                        .orElseThrow()
                        .tasks()
                        .get(0)
                        .trace()
                        .orElseThrow())
                .contains("410", "delete the connector or change 'url'");
    }

    private static boolean isFailed(String name) {
        return stack.connect().status(name).map(ConnectorStatus::tasks).orElse(List.of()).stream()
                .anyMatch(task -> task.state().equals("FAILED"));
    }

    /** Waits while other events are written: an event is judged only by later deliveries. */
    private static void awaitAmongOthers(String topic, Callable<Boolean> condition) {
        AtomicInteger others = new AtomicInteger();
        await().pollInSameThread().atMost(TIMEOUT).until(() -> {
            fixture.write(topic, List.of(WebhookEvents.insert("other" + others.incrementAndGet(), 1)));
            return condition.call();
        });
    }

    private static DeliveryLog awaitDelivered(String path, Set<String> written) {
        await().atMost(TIMEOUT)
                .until(() ->
                        new DeliveryLog(endpoint.requests(path)).delivered().containsAll(written));
        DeliveryLog log = new DeliveryLog(endpoint.requests(path));
        assertThat(log.delivered()).isEqualTo(written);
        return log;
    }

    private static long joins(String group) throws IOException {
        try (Stream<String> lines = Files.lines(stack.worker().log())) {
            return lines.filter(line ->
                            line.contains("groupId=" + group + "]") && line.contains("Successfully joined group"))
                    .count();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void awaitTime(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(5)).until(() -> System.nanoTime() > end);
    }
}
