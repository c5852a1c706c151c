/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.SharedDatabases;
import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.TopicReader;
import io.changefeed.readmodel.sql.JdbcTestTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JdbcReadModelIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int CHANGES = Integer.getInteger("readmodel.changes", 600);

    private static final LocalStack STACK = ReadModelStack.get();

    @Test
    void exampleConfigurationWorksUnchanged() throws Exception {
        JdbcTestTable messages = new JdbcTestTable(SharedDatabases.postgreSql(), Map.of());
        try (DynamoDbTables tables = new DynamoDbTables(STACK, "sql")) {
            tables.create("Messages", "message_id");
            create("sql-messages", tables.source("Messages", "demo"));
            tables.put("Messages", message("m1", "hello"));
            tables.put("Messages", message("m2", "bye"));
            tables.put("Messages", message("m1", "hello again"));
            tables.delete("Messages", item("{\"message_id\":{\"S\":\"m2\"}}"));
            STACK.connect().awaitRunning("sql-messages", SOON);
            int logged = Files.readString(STACK.worker().log()).length();

            Path file = ProjectFolder.find().resolve("config/sinks/read-model-jdbc.json");
            String name = STACK.connect().create(Files.readString(file));
            STACK.connect().awaitRunning(name, SOON);

            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(messages.rows("SELECT message_write_id, channel_id, account_id,"
                                    + " message, extract(epoch FROM created_at)::bigint, updated_at > created_at,"
                                    + " deleted_at IS NULL FROM messages ORDER BY message_write_id"))
                            .isEqualTo(List.of(
                                    List.of("m1", "general", "a1", "hello again", "1763717400", "t", "t"),
                                    List.of("m2", "general", "a1", "bye", "1763717400", "t", "f"))));
            String log = Files.readString(STACK.worker().log()).substring(logged);
            ReadModelStack.assertNoErrors(log);
            assertThat(log).doesNotContain(DatabaseServer.PASSWORD);
            List.of(name, "sql-messages").forEach(STACK.connect()::delete);
        }
    }

    private static Item message(String id, String text) {
        return item("{\"message_id\":{\"S\":\"" + id
                + "\"},\"channel_id\":{\"S\":\"general\"},\"account_id\":{\"S\":\"a1\"},"
                + "\"message\":{\"S\":\"" + text + "\"},\"message_type\":{\"S\":\"text\"},"
                + "\"posted_at\":{\"N\":\"1763717400000\"}}");
    }

    @Test
    void workerValidationReportsUnreachableDatabaseAndRejectedLogin() throws Exception {
        Map<String, String> config = sink(SharedDatabases.mariaDb(), "rows", "random.writes");
        config.put("name", "wrong");

        assertThat(validationResult(config, "connection.url", "jdbc:mariadb://127.0.0.1:1/x"))
                .contains("connection.url: Connecting to the database failed");
        assertThat(validationResult(config, "connection.password", "open-sesame"))
                .contains("connection.user: Connecting to the database failed")
                .doesNotContain("open-sesame");
        assertThat(validationResult(config, "connection.url", "jdbc:mysql://127.0.0.1:1/x"))
                .contains("No JDBC driver for this URL is installed", "com.mysql:mysql-connector-j");
    }

    private static String validationResult(Map<String, String> config, String property, String value)
            throws JsonProcessingException {
        Map<String, String> changed = new LinkedHashMap<>(config);
        changed.put(property, value);
        return STACK.connect()
                .validate("JdbcReadModelSinkConnector", new ObjectMapper().writeValueAsString(changed))
                .toString();
    }

    /** Items share rows. An item that cannot be stored goes to the dead letter queue without affecting others. */
    @Test
    void rowsMatchSourceTableAfterWorkerIsKilled() throws Exception {
        Random random = new Random(19);
        JdbcTestTable rows = new JdbcTestTable(SharedDatabases.mariaDb(), Map.of());
        try (DynamoDbTables tables = new DynamoDbTables(STACK, "sqlrandom")) {
            tables.create("trades", "id");
            create("sqlrandom-source", tables.source("trades", "sqlrandom"));
            create("sql-rows", sink(SharedDatabases.mariaDb(), rows.name(), "sqlrandom.trades"));
            SharedRows sharedRows = new SharedRows(tables, random);
            sharedRows.change(CHANGES / 2);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> !rows.rows("SELECT grp FROM $t").isEmpty());
            STACK.worker().kill();
            CompletableFuture<Void> changed =
                    CompletableFuture.runAsync(() -> sharedRows.change(CHANGES - CHANGES / 2));
            STACK.worker().start();
            changed.join();
            // Longer than any key of MariaDB.
            tables.put("trades", item("{\"id\":{\"S\":\"poison\"},\"grp\":{\"S\":\"" + "g".repeat(1_000) + "\"}}"));
            // The successes of other changes prove that the rejected one is at fault. Without any, it takes a minute.
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
                sharedRows.put("last", "last");
                assertThat(deadLetters()).isEqualTo(1);
            });
            await().atMost(SOON.plusMillis(40L * CHANGES))
                    .untilAsserted(() -> assertThat(rows.rows("SELECT grp, id, n FROM $t ORDER BY grp"))
                            .isEqualTo(sharedRows.rows()));
            assertThat(deadLetters()).isEqualTo(1);
            System.out.println(CHANGES + " changes, " + sharedRows.rows().size() + " rows, 1 dead letter");
            List.of("sqlrandom-source", "sql-rows").forEach(STACK.connect()::delete);
        }
    }

    private static int deadLetters() {
        try (TopicReader reader = STACK.read("sqlrandom-dead")) {
            return reader.readToEnd().size();
        }
    }

    /** Items that move between groups. A group shows the item that was put into it last and is still there. */
    private static final class SharedRows {
        private final DynamoDbTables tables;
        private final Random random;
        private final Map<String, Put> held = new TreeMap<>();
        private int number;

        private record Put(String group, int number) {}

        SharedRows(DynamoDbTables tables, Random random) {
            this.tables = tables;
            this.random = random;
        }

        void change(int changes) {
            for (int i = 0; i < changes; i++) {
                String id = "i" + random.nextInt(60);
                put(id, "g" + random.nextInt(20));
                if (random.nextInt(4) == 0) {
                    tables.delete("trades", item("{\"id\":{\"S\":\"" + id + "\"}}"));
                    held.remove(id);
                }
            }
        }

        void put(String id, String group) {
            number++;
            tables.put(
                    "trades",
                    item("{\"id\":{\"S\":\"" + id + "\"},\"grp\":{\"S\":\"" + group + "\"},\"n\":{\"N\":\"" + number
                            + "\"}}"));
            held.put(id, new Put(group, number));
        }

        List<List<String>> rows() {
            Map<String, List<String>> rows = new TreeMap<>();
            held.forEach((id, put) ->
                    rows.merge(put.group, List.of(put.group, id, Integer.toString(put.number)), SharedRows::later));
            return List.copyOf(rows.values());
        }

        private static List<String> later(List<String> one, List<String> other) {
            return Integer.parseInt(one.get(2)) > Integer.parseInt(other.get(2)) ? one : other;
        }
    }

    private static Map<String, String> sink(DatabaseServer server, String table, String topic) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.changefeed.readmodel.JdbcReadModelSinkConnector");
        config.put("tasks.max", "2");
        config.put("topics", topic);
        config.put("connection.url", server.url());
        config.put("connection.user", DatabaseServer.USER);
        config.put("connection.password", DatabaseServer.PASSWORD);
        config.put("auto.create", "true");
        config.put("projection.table", table);
        config.put("projection.source.key", "id");
        config.put("projection.key", "grp");
        config.put("projection.columns", "id,n");
        config.put("projection.column.n.cast", "integer");
        config.put("errors.tolerance", "all");
        config.put("errors.deadletterqueue.topic.name", "sqlrandom-dead");
        config.put("errors.deadletterqueue.topic.replication.factor", "1");
        config.put("consumer.override.isolation.level", "read_committed");
        config.put("consumer.override.metadata.max.age.ms", "1000");
        // Limits how long the consumer group waits for the killed worker.
        config.put("consumer.override.session.timeout.ms", "6000");
        config.put("consumer.override.heartbeat.interval.ms", "1000");
        return config;
    }

    private static void create(String name, Map<String, String> config) throws JsonProcessingException {
        STACK.connect().create(new ObjectMapper().writeValueAsString(Map.of("name", name, "config", config)));
    }

    private static Item item(String json) {
        return ItemFormat.DYNAMODB_JSON.json().item(json);
    }
}
