/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ItemValue.S;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.TopicReader;
import io.changefeed.testing.DocumentedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DynamoDbReadModelIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int CHANGES = Integer.getInteger("readmodel.changes", 600);

    private static final LocalStack STACK = ReadModelStack.get();

    @Test
    void exampleConfigurationWorksUnchanged() throws Exception {
        try (DynamoDbTables tables = new DynamoDbTables(STACK, "local")) {
            tables.create("Messages", "message_id");
            tables.create("messages_by_channel", "channel_id", "created_at");
            create("demo-messages", tables.source("Messages", "demo"));
            tables.put("Messages", message("m1", "general", "hello", "{\"N\":\"1763717400000\"}"));
            tables.put("Messages", message("m2", "general", "bye", "{\"S\":\"2025-11-21T09:31:00Z\"}"));
            tables.put("Messages", message("m3", "random", "gone", "{\"N\":\"1763717400000\"}"));
            tables.delete("Messages", item("{\"message_id\":{\"S\":\"m3\"}}"));
            STACK.connect().awaitRunning("demo-messages", SOON);
            int logged = Files.readString(STACK.worker().log()).length();

            Path file = ProjectFolder.find().resolve("config/sinks/read-model-dynamodb.json");
            String name = STACK.connect().create(Files.readString(file));
            STACK.connect().awaitRunning(name, SOON);

            Set<Map<String, ItemValue>> expected = Set.of(
                    row("general", "2025-11-21T09:30:00.000000Z", "m1", "hello"),
                    row("general", "2025-11-21T09:31:00.000000Z", "m2", "bye"));
            awaitRows(tables, "messages_by_channel", expected);
            ReadModelStack.assertNoErrors(Files.readString(STACK.worker().log()).substring(logged));

            if (DocumentedCommands.areInstalled("curl", "jq", "kcat")) {
                rebuild(tables, name, expected);
            } else {
                STACK.connect().delete(name);
            }
            STACK.connect().delete("demo-messages");
        }
    }

    /**
     * Follows the runbook: the next version of the projection beside the one in use. Tables are created without the
     * CLI.
     */
    private static void rebuild(DynamoDbTables tables, String name, Set<Map<String, ItemValue>> expected)
            throws IOException, InterruptedException {
        String next = name + "-v2";
        Map<String, String> replacements = Map.of(
                "$connect",
                STACK.worker().address().toString(),
                "localhost:9092",
                STACK.broker().bootstrapServers(),
                "aws dynamodb",
                ": aws dynamodb");
        DocumentedCommands.runEach(
                "docs/runbooks.md",
                "Rebuild a read model",
                1,
                replacements,
                "# [1-5]",
                List.of(
                        variable -> assertThat(variable).isEmpty(),
                        created -> tables.create("messages_by_channel_v2", "channel_id", "created_at"),
                        stopped -> {
                            STACK.connect().awaitStopped(next, SOON);
                            assertThat(tables.rows("messages_by_channel_v2")).isEmpty();
                        },
                        signalled -> {
                            assertUndelivered(5);
                            skipTo("9" + generation("demo-messages"), next);
                            stop(next);
                            assertUndelivered(0);
                            skipTo(generation("demo-messages"), next);
                        },
                        resumed -> {
                            awaitRows(tables, "messages_by_channel_v2", expected);
                            stop(next);
                            assertUndelivered(0);
                        },
                        deleted -> assertThat(STACK.connect().connectors()).doesNotContain(name)));
        DocumentedCommands.run(
                "docs/runbooks.md",
                "Rebuild a read model",
                2,
                Map.of("$connect", STACK.worker().address().toString()));
        STACK.connect().awaitRunning(next, SOON);
        STACK.connect().delete(next);
    }

    private static void awaitRows(DynamoDbTables tables, String table, Set<Map<String, ItemValue>> expected) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(withoutTime(tables.rows(table))).isEqualTo(expected));
    }

    private static void stop(String connector) {
        STACK.connect().stop(connector);
        STACK.connect().awaitStopped(connector, SOON);
    }

    private static void assertUndelivered(int records) throws IOException, InterruptedException {
        assertThat(DocumentedCommands.run(
                        "docs/runbooks.md", "Has a sink delivered everything?", 1, variables(Map.of())))
                .as("output of the commands")
                .matches("(demo\\.Messages, partition.*\n){" + records + "}");
    }

    /** Skips all records of lower generations. */
    private static void skipTo(String generation, String connector) throws IOException, InterruptedException {
        assertThat(DocumentedCommands.run(
                        "docs/runbooks.md",
                        "A read model has a greater generation",
                        1,
                        variables(Map.of("connector=", connector, "generation=", generation))))
                .hasLineCount(1)
                .contains("successfully");
    }

    private static Map<String, String> variables(Map<String, String> others) {
        Map<String, String> variables = new HashMap<>(others);
        variables.put("connect=", STACK.worker().address().toString());
        variables.put("kafka=", STACK.broker().bootstrapServers());
        return variables;
    }

    /** The generation of the only table of a source connector. */
    private static String generation(String connector) {
        return STACK.connect().offsets(connector).findValue("generation").asText();
    }

    private static Item message(String id, String channel, String text, String postedAt) {
        return item("{\"message_id\":{\"S\":\"" + id + "\"},\"channel_id\":{\"S\":\"" + channel
                + "\"},\"account_id\":{\"S\":\"a1\"},\"message\":{\"S\":\"" + text + "\"},\"posted_at\":" + postedAt
                + "}");
    }

    private static Map<String, ItemValue> row(String channel, String createdAt, String id, String text) {
        return Map.of(
                "channel_id", new S(channel),
                "created_at", new S(createdAt),
                "message_id", new S(id),
                "account_id", new S("a1"),
                "message", new S(text),
                "message_type", new S("text"));
    }

    private static Set<Map<String, ItemValue>> withoutTime(List<Item> rows) {
        Set<Map<String, ItemValue>> without = new HashSet<>();
        for (Item row : rows) {
            Map<String, ItemValue> columns = new HashMap<>(row.attributes());
            assertThat(columns.remove("updated_at")).isInstanceOf(S.class);
            without.add(columns);
        }
        return without;
    }

    @Test
    void workerValidationReportsMissingTable() throws Exception {
        try (DynamoDbTables tables = new DynamoDbTables(STACK, "missing")) {
            Map<String, String> config = sink(tables, "missing.writes");
            config.put("name", "missing");

            assertThat(STACK.connect()
                            .validate("DynamoDbReadModelSinkConnector", new ObjectMapper().writeValueAsString(config))
                            .toString())
                    .contains("The table 'rows' does not exist in DynamoDB. Create it with the key");
        }
    }

    /** An item that cannot be converted goes to the dead letter queue without affecting others. */
    @Test
    void rowsMatchSourceTableAfterWorkerIsKilled() throws Exception {
        Random random = new Random(17);
        try (DynamoDbTables tables = new DynamoDbTables(STACK, "random")) {
            tables.create("writes", "id");
            tables.create("rows", "grp", "id");
            create("random-source", tables.source("writes", "random"));
            create("rows", sink(tables, "random.writes"));
            Map<String, Item> held = new TreeMap<>();
            change(tables, held, random, CHANGES / 2);
            await().atMost(SOON).until(() -> !tables.rows("rows").isEmpty());
            STACK.worker().kill();
            CompletableFuture<Void> changed =
                    CompletableFuture.runAsync(() -> change(tables, held, random, CHANGES - CHANGES / 2));
            STACK.worker().start();
            changed.join();
            tables.put("writes", item("{\"id\":{\"S\":\"poison\"},\"grp\":{\"S\":\"g\"},\"n\":{\"S\":\"x\"}}"));
            tables.put("writes", item("{\"id\":{\"S\":\"last\"},\"grp\":{\"S\":\"g\"},\"n\":{\"N\":\"1\"}}"));
            held.put("last", item("{\"id\":{\"S\":\"last\"},\"grp\":{\"S\":\"g\"},\"n\":{\"N\":\"1\"}}"));

            await().atMost(SOON.plusMillis(40L * CHANGES))
                    .untilAsserted(() ->
                            assertThat(new HashSet<>(tables.rows("rows"))).isEqualTo(new HashSet<>(held.values())));
            List<Item> rows = tables.rows("rows");
            assertThat(rows).as("no duplicate rows").hasSize(held.size());
            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(deadLetters()).isEqualTo(1));
            System.out.println(CHANGES + " changes, " + rows.size() + " rows, 1 dead letter");
            List.of("random-source", "rows").forEach(STACK.connect()::delete);
        }
    }

    private static int deadLetters() {
        try (TopicReader reader = STACK.read("random-dead")) {
            return reader.readToEnd().size();
        }
    }

    /** Puts items into random groups, and deletes every fourth of them afterwards. */
    private static void change(DynamoDbTables tables, Map<String, Item> held, Random random, int changes) {
        for (int i = 0; i < changes; i++) {
            String id = "i" + random.nextInt(60);
            Item item = item("{\"id\":{\"S\":\"" + id + "\"},\"grp\":{\"S\":\"g" + random.nextInt(2)
                    + "\"},\"n\":{\"N\":\"" + random.nextInt(1000) + "\"}}");
            tables.put("writes", item);
            held.put(id, item);
            if (random.nextInt(4) == 0) {
                tables.delete("writes", item("{\"id\":{\"S\":\"" + id + "\"}}"));
                held.remove(id);
            }
        }
    }

    private static Map<String, String> sink(DynamoDbTables tables, String topic) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.changefeed.readmodel.DynamoDbReadModelSinkConnector");
        config.put("tasks.max", "2");
        config.put("topics", topic);
        config.put("projection.table", "rows");
        config.put("projection.source.key", "id");
        config.put("projection.key", "grp,id");
        config.put("projection.columns", "n");
        config.put("projection.column.n.cast", "integer");
        config.put("errors.tolerance", "all");
        config.put("errors.deadletterqueue.topic.name", "random-dead");
        config.put("errors.deadletterqueue.topic.replication.factor", "1");
        config.put("consumer.override.isolation.level", "read_committed");
        config.put("consumer.override.metadata.max.age.ms", "1000");
        // Limits how long the consumer group waits for the killed worker.
        config.put("consumer.override.session.timeout.ms", "6000");
        config.put("consumer.override.heartbeat.interval.ms", "1000");
        config.putAll(tables.access());
        return config;
    }

    private static void create(String name, Map<String, String> config) throws JsonProcessingException {
        STACK.connect().create(new ObjectMapper().writeValueAsString(Map.of("name", name, "config", config)));
    }

    private static Item item(String json) {
        return ItemFormat.DYNAMODB_JSON.json().item(json);
    }
}
