/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import io.changefeed.databases.SharedDatabases;
import io.changefeed.event.Item;
import io.changefeed.event.ItemValue;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.localstack.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the unchanged recipes for the lake and PostgreSQL together on one topic, so that one stack is enough. */
class RecipesIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int CHANGES = Integer.getInteger("recipes.changes", 3_000);
    private static final int ORDERS = 2_000;
    /** Written before the stream is enabled, so that only a snapshot contains them. */
    private static final int OLD_ORDERS = 500;

    /** PostgreSQL cannot store it. */
    private static final Item NULL_CHARACTER = new Item(Map.of(
            Orders.PK, new ItemValue.S("c/null"), Orders.SK, new ItemValue.S("o|0"), "note", new ItemValue.S("a\0b")));

    private static final String ROLE = "arn:aws:iam::210987654321:role/lake";

    @TempDir
    static Path folder;

    private static final PostgreSql DATABASE = SharedDatabases.postgreSql();
    private static final Map<String, String> ENVIRONMENT = new LinkedHashMap<>();
    private static final Sts STS = new Sts();
    private static S3 s3;
    private static LocalStack stack;

    @BeforeAll
    static void start() {
        s3 = S3.start(folder, "lake", "lake-of-another-account");
        ENVIRONMENT.put("LAKE_WAREHOUSE", "file://" + folder.resolve("warehouse"));
        ENVIRONMENT.put("LAKE_CATALOG", DATABASE.url());
        ENVIRONMENT.put("LAKE_CATALOG_USER", DatabaseServer.USER);
        ENVIRONMENT.put("LAKE_CATALOG_PASSWORD", DatabaseServer.PASSWORD);
        ENVIRONMENT.put("LAKE_S3_ENDPOINT", s3.endpoint().toString());
        ENVIRONMENT.put("LAKE_S3_ACCESS_KEY", S3.ACCESS_KEY);
        ENVIRONMENT.put("LAKE_S3_SECRET_KEY", S3.SECRET_KEY);
        ENVIRONMENT.put("LAKE_ROLE_ARN", ROLE);
        ENVIRONMENT.put("LAKE_ROLE_EXTERNAL_ID", "changefeed");
        // The credentials of the worker, which are only permitted to assume the role.
        ENVIRONMENT.put("AWS_ACCESS_KEY_ID", "worker-key");
        ENVIRONMENT.put("AWS_SECRET_ACCESS_KEY", "secret");
        ENVIRONMENT.put("AWS_ENDPOINT_URL_STS", STS.endpoint().toString());
        ENVIRONMENT.put("POSTGRESQL_URL", DATABASE.url());
        ENVIRONMENT.put("POSTGRESQL_USER", DatabaseServer.USER);
        ENVIRONMENT.put("POSTGRESQL_PASSWORD", DatabaseServer.PASSWORD);
        ProjectFolder project = ProjectFolder.find();
        stack = LocalStack.builder()
                .workerJvm(Jvm.quickToStart(1024).withEnvironment(ENVIRONMENT))
                // Without new records, the Iceberg sink takes part in its commits only when Connect commits offsets.
                .workerProperty("offset.flush.interval.ms", "2000")
                .workerProperty(
                        "plugin.path",
                        String.join(
                                ",",
                                project.resolve("target/plugins").toString(),
                                project.resolve("transforms/recipes/iceberg/target/plugins")
                                        .toString(),
                                project.resolve("transforms/recipes/target/plugins")
                                        .toString()))
                .build()
                .start();
    }

    @AfterAll
    static void end() {
        stack.close();
        s3.close();
        STS.close();
    }

    @Test
    void everySinkHasTheTableAfterTheWorkerIsKilled() throws Exception {
        RandomOrders random = new RandomOrders(new Random(23), ORDERS);
        try (Orders table = new Orders(stack.dynamoDb().endpoint())) {
            table.putAll(random.first(OLD_ORDERS));
            table.enableStream();
            createControlTopics();
            post(Recipe.SOURCE);
            Recipe.SINKS.forEach(RecipesIT::post);
            Lake local = lake(Recipe.LOCAL, Columns.inferredInLake());
            Lake onS3 = lake(Recipe.ON_S3, Columns.declaredInLake());
            Lake withRole = lake(Recipe.WITH_ROLE, Columns.declaredInLake());

            random.change(table, CHANGES / 2);
            await().atMost(TIMEOUT).until(() -> local.hasRows() && onS3.hasRows() && withRole.hasRows() && hasRows());
            assertNoErrorIsLogged();
            stack.worker().kill();
            CompletableFuture<Void> changed =
                    CompletableFuture.runAsync(() -> random.change(table, CHANGES - CHANGES / 2));
            stack.worker().start();
            changed.join();
            table.put(NULL_CHARACTER);

            Set<Item> items = table.items();
            Set<Item> storable = new HashSet<>(items);
            assertThat(storable.remove(NULL_CHARACTER)).isTrue();
            eventually(() -> assertThat(inPostgreSql()).isEqualTo(all(storable, NormalizedItem::declared)));
            eventually(() -> assertThat(onS3.currentState()).isEqualTo(all(items, NormalizedItem::declared)));
            eventually(() -> assertThat(withRole.currentState()).isEqualTo(all(items, NormalizedItem::declared)));
            eventually(() -> assertThat(local.currentState()).isEqualTo(all(items, NormalizedItem::inferred)));
            assertThat(items).hasSizeGreaterThan(ORDERS / 4);
            for (Lake lake : List.of(local, onS3, withRole)) {
                eventually(() -> assertEveryChangeIsOneRow(lake));
            }
            assertOnlyTheNullCharacterWasRejected();
            assertThat(STS.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.contains("RoleArn=" + ROLE)
                            && request.contains("ExternalId=changefeed")
                            && request.contains("Credential=worker-key/"));
            System.out.println(CHANGES + " changes, " + changesOnTheTopic() + " events, " + items.size() + " items, "
                    + local.files().size() + " and " + onS3.files().size() + " files");
        }
    }

    private static void post(Recipe recipe) {
        stack.connect().create(recipe.json());
        stack.connect().awaitRunning(recipe.name(), TIMEOUT);
    }

    private static Lake lake(Recipe recipe, Columns columns) {
        return Lake.of(
                recipe,
                ENVIRONMENT,
                columns,
                file -> file.startsWith("s3:") ? s3.file(file).toString() : file.replace("file:", ""));
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(TIMEOUT.plusMillis(20L * CHANGES)).untilAsserted(assertion);
    }

    private static void assertNoErrorIsLogged() throws IOException {
        // Connect logs an ERROR when it creates a dead letter queue topic.
        assertThat(Files.readString(stack.worker().log()).lines())
                .noneMatch(line -> line.contains(" ERROR ") && !line.contains("Will attempt to create topic"));
    }

    private static void assertEveryChangeIsOneRow(Lake lake) {
        String change = "SELECT DISTINCT " + Orders.PK + ", " + Orders.SK + ", __order FROM orders";
        assertThat(lake.count("SELECT count(*) FROM (" + change + ")")).isEqualTo(changesOnTheTopic());
        // After a restart, the tombstone of a delete can write a second row.
        assertThat(lake.count("SELECT count(*) FROM orders WHERE NOT __deleted"))
                .isEqualTo(lake.count("SELECT count(*) FROM (" + change + " WHERE NOT __deleted)"));
        assertThat(lake.count("SELECT count(*) FROM orders WHERE __op = 'r'")).isGreaterThanOrEqualTo(OLD_ORDERS / 2);
        assertThat(lake.files()).allMatch(file -> file.file().location().contains("/__ts_ms_hour="));
    }

    private static void createControlTopics() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(Recipe.SINKS.stream()
                            .map(sink -> sink.property("iceberg.control.topic"))
                            .filter(topic -> !topic.isEmpty())
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.broker().bootstrapServers()));
    }

    private static boolean hasRows() throws SQLException {
        try (Connection connection = DATABASE.connect();
                ResultSet table = connection.getMetaData().getTables(null, null, "orders", null)) {
            return table.next();
        }
    }

    private static Set<Map<String, ItemValue>> inPostgreSql() throws SQLException {
        Set<Map<String, ItemValue>> rows = new HashSet<>();
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM orders")) {
            while (result.next()) {
                rows.add(Columns.inPostgreSql().read(result));
            }
        }
        return rows;
    }

    private static Set<Map<String, ItemValue>> all(Set<Item> items, Function<Item, Map<String, ItemValue>> row) {
        return items.stream().map(row).collect(Collectors.toSet());
    }

    private static long changesOnTheTopic() {
        try (TopicReader reader = stack.read("lake.orders")) {
            return reader.readToEnd().stream()
                    .filter(each -> each.value() != null)
                    .count();
        }
    }

    private static void assertOnlyTheNullCharacterWasRejected() throws Exception {
        try (Admin admin = admin()) {
            Set<String> topics = admin.listTopics().names().get();
            for (Recipe sink : Recipe.SINKS) {
                String topic = sink.property("errors.deadletterqueue.topic.name");
                assertThat(topics).contains(topic);
                try (TopicReader reader = stack.read(topic)) {
                    assertThat(reader.readToEnd()).as(topic).hasSize(sink.equals(Recipe.POSTGRESQL) ? 1 : 0);
                }
            }
        }
    }
}
