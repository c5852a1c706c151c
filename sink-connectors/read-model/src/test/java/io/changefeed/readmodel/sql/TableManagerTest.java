/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the handling of tables, logins and rows that do not meet the requirements. */
class TableManagerTest {
    private static final Map<String, String> COLUMNS =
            Map.of("projection.key", "pk", "projection.columns", "n", "projection.column.n.cast", "integer");

    private static JdbcTestTable table(TestDatabase database) {
        return new JdbcTestTable(database.server(), COLUMNS)
                .with("auto.create", "false")
                .with("deleted.column", "deleted_at");
    }

    private static String key(TestDatabase database) {
        return database == TestDatabase.POSTGRESQL
                ? "pk text PRIMARY KEY"
                : "pk VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PRIMARY KEY";
    }

    private static String time(TestDatabase database) {
        return database == TestDatabase.POSTGRESQL ? "timestamptz" : "datetime(6)";
    }

    private static String full(TestDatabase database) {
        return "CREATE TABLE $t (" + key(database) + ", n bigint, deleted_at " + time(database) + ", __order text";
    }

    private static String fatalReason(JdbcTestTable table) {
        try (Destination<?> destination = table.open()) {
            DeliveryResult result = DeliveryResults.of(destination, Changes.update("a", 1));
            assertThat(result).isInstanceOf(DeliveryResult.Fatal.class);
            return ((DeliveryResult.Fatal) result).reason();
        } finally {
            table.drop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsMissingTableWithStatement(TestDatabase database) {
        assertThat(fatalReason(table(database)))
                .contains(
                        "The table t",
                        "does not exist",
                        "projection.table",
                        "auto.create=true",
                        "execute: CREATE TABLE");
    }

    @ParameterizedTest
    @EnumSource
    void reportsMissingColumnWithStatement(TestDatabase database) {
        JdbcTestTable table = table(database);
        table.execute("CREATE TABLE $t (" + key(database) + ", deleted_at " + time(database) + ", __order text)");

        assertThat(fatalReason(table)).contains("has no column 'n'", "auto.evolve=true", "ALTER TABLE", "ADD COLUMN");
    }

    @ParameterizedTest
    @EnumSource
    void addsMissingColumnIfAllowed(TestDatabase database) {
        JdbcTestTable table = table(database).with("auto.evolve", "true");
        table.execute("CREATE TABLE $t (" + key(database) + ")", "INSERT INTO $t (pk) VALUES ('old')");
        Destination<?> destination = table.open();

        assertThat(DeliveryResults.of(destination, Changes.update("a", 1), Changes.update("old", 1)))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));

        assertThat(table.rows("SELECT pk, n FROM $t ORDER BY pk"))
                .isEqualTo(List.of(List.of("a", "1"), List.of("old", "1")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void reportsUnsuitableColumnTypeWithStatement(TestDatabase database) {
        JdbcTestTable table = table(database);
        table.execute(full(database).replace("n bigint", "n real") + ")");

        assertThat(fatalReason(table)).contains("a column 'n' that has the type", "instead of", "ALTER TABLE");
    }

    @ParameterizedTest
    @EnumSource
    void reportsMissingPrimaryKeyWithStatement(TestDatabase database) {
        JdbcTestTable table = table(database);
        table.execute(full(database).replace("PRIMARY KEY", "NOT NULL") + ")");

        assertThat(fatalReason(table))
                .contains("no primary key or unique index", "projection.table", "ADD PRIMARY KEY");
    }

    @Test
    void primaryKeyWithPrefixLengthIsNotAccepted() {
        JdbcTestTable table = table(TestDatabase.MARIADB);
        table.execute(full(TestDatabase.MARIADB).replace(" PRIMARY KEY", "") + ", PRIMARY KEY (pk(3)))");

        assertThat(fatalReason(table)).contains("no primary key or unique index", "ADD PRIMARY KEY");
    }

    @Test
    void keepsBackslashModeOfSession() throws SQLException {
        String url = TestDatabase.MARIADB.server().url();
        JdbcConnectionSettings access = new JdbcConnectionSettings(
                url + (url.contains("?") ? "&" : "?") + "sessionVariables=sql_mode='NO_BACKSLASH_ESCAPES'",
                Optional.of(DatabaseServer.USER),
                Optional.of(new Password(DatabaseServer.PASSWORD)),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
        try (Connection connection = new DriverDataSource(access).getConnection();
                Statement statement = connection.createStatement();
                ResultSet mode = statement.executeQuery("SELECT @@SESSION.sql_mode")) {
            mode.next();
            assertThat(mode.getString(1)).contains("NO_BACKSLASH_ESCAPES", "STRICT_ALL_TABLES");
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsRequiredColumnWithStatement(TestDatabase database) {
        JdbcTestTable table = table(database);
        table.execute(full(database) + ", further bigint NOT NULL)");

        assertThat(fatalReason(table)).contains("'further' that is NOT NULL", "ALTER TABLE");
    }

    @ParameterizedTest
    @EnumSource
    void writesToUserDefinedTable(TestDatabase database) {
        JdbcTestTable table = table(database);
        table.execute(full(database) + ", further bigint DEFAULT 7)");
        Destination<?> destination = table.open();

        DeliveryResults.of(destination, Changes.update("a", 1));

        assertThat(table.rows("SELECT pk, n, further FROM $t")).isEqualTo(List.of(List.of("a", "1", "7")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void wrongPasswordIsFatalAndNotReported(TestDatabase database) {
        assertThat(fatalReason(table(database).with("connection.password", "open-sesame")))
                .contains("28")
                .doesNotContain("open-sesame");
    }

    @ParameterizedTest
    @EnumSource
    void droppedTableIsFatal(TestDatabase database) {
        JdbcTestTable table = table(database).with("auto.create", "true");
        Destination<?> destination = table.open();
        DeliveryResults.of(destination, Changes.update("a", 1));
        table.drop();

        assertThat(DeliveryResults.of(destination, Changes.update("a", 2))).isInstanceOf(DeliveryResult.Fatal.class);
        destination.close();
    }

    @ParameterizedTest
    @EnumSource
    void retriesRowWithMissingForeignKeyTarget(TestDatabase database) {
        JdbcTestTable table = table(database);
        table.execute(
                "CREATE TABLE $tp (n bigint PRIMARY KEY)",
                full(database) + ", FOREIGN KEY (n) REFERENCES $tp (n))",
                "INSERT INTO $tp VALUES (1)");
        Destination<?> destination = table.open();

        assertThat(DeliveryResults.of(destination, Changes.update("a", 1), Changes.update("b", 2)))
                .isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(DeliveryResults.of(destination, Changes.update("b", 2)))
                .isInstanceOfSatisfying(
                        DeliveryResult.PerEvent.class,
                        perEvent -> assertThat(perEvent.results().get(0)).isInstanceOf(EventResult.Retry.class));
        table.execute("INSERT INTO $tp VALUES (2)");
        assertThat(DeliveryResults.of(destination, Changes.update("b", 2)))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()));
        destination.close();
        table.drop();
        table.execute("DROP TABLE $tp");
    }

    @ParameterizedTest
    @EnumSource
    void missingPrivilegeIsFatal(TestDatabase database) {
        JdbcTestTable table = table(database);
        String user = "reader_" + table.name();
        String who = database == TestDatabase.POSTGRESQL ? user : user + "@localhost";
        table.execute(
                full(database) + ")",
                database == TestDatabase.POSTGRESQL
                        ? "CREATE USER " + who + " PASSWORD '" + DatabaseServer.PASSWORD + "'"
                        : "CREATE USER " + who + " IDENTIFIED BY '" + DatabaseServer.PASSWORD + "'",
                "GRANT SELECT ON $t TO " + who);

        assertThat(fatalReason(table.with("connection.user", user))).contains("denied", "42");
    }

    @ParameterizedTest
    @EnumSource
    void lastUnguardedWriteWins(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), COLUMNS).with("stale.write.guard", "false");
        Destination<?> destination = table.open();

        DeliveryResults.of(destination, Changes.update("a", 2));
        DeliveryResults.of(destination, Changes.update("a", 1));

        assertThat(table.rows("SELECT pk, n FROM $t")).isEqualTo(List.of(List.of("a", "1")));
        destination.close();
        table.drop();
    }

    /** Items that share rows by their number. */
    private static JdbcTestTable shared(TestDatabase database) {
        return new JdbcTestTable(
                database.server(),
                Map.of("projection.key", "n", "projection.columns", "pk", "projection.column.n.cast", "integer"));
    }

    @ParameterizedTest
    @EnumSource
    void reportsMissingItemsAndViewWithStatements(TestDatabase database) {
        JdbcTestTable table = shared(database).with("auto.create", "false");
        try (Destination<?> destination = table.open()) {
            for (String kind : List.of("TABLE", "VIEW")) {
                DeliveryResult result = DeliveryResults.of(destination, Changes.update("a", 1));
                assertThat(result).isInstanceOf(DeliveryResult.Fatal.class);
                String reason = ((DeliveryResult.Fatal) result).reason();
                assertThat(reason)
                        .contains("does not exist", "auto.create=true", "execute: CREATE " + kind)
                        .contains(kind.equals("TABLE") ? table.name() + "_items" : "projection.table");
                // The suggested statements are those that auto.create executes.
                Stream.of(reason.substring(reason.indexOf("CREATE")).split("; "))
                        .forEach(table::execute);
            }

            assertThat(DeliveryResults.of(destination, Changes.update("a", 1)))
                    .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()));
            assertThat(table.rows("SELECT n, pk FROM $t")).isEqualTo(List.of(List.of("1", "a")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void tableInPlaceOfViewIsReported(TestDatabase database) {
        JdbcTestTable table = shared(database);
        table.execute("CREATE TABLE $t (n bigint PRIMARY KEY)");

        assertThat(fatalReason(table)).contains("is that of a table", "Rename or drop", "projection.key");
    }

    @ParameterizedTest
    @EnumSource
    void otherViewIsReported(TestDatabase database) {
        JdbcTestTable table = shared(database);
        table.execute("CREATE VIEW $t AS SELECT 1 AS n, 'a' AS pk");

        assertThat(fatalReason(table)).contains("is not a view of " + table.name() + "_items", "Drop it");
    }

    /** Each of them contains the name of the table of items. */
    @ParameterizedTest
    @EnumSource
    void viewsOfOtherItemsOrOfAllItemsAreReported(TestDatabase database) {
        for (String query : List.of(
                "SELECT n, pk, __item, __row, __changed FROM $t_items_old",
                "SELECT n, pk, '$t_items' AS note FROM $t_items_old",
                "SELECT n, pk FROM $t_items")) {
            JdbcTestTable table = shared(database);
            try (Destination<?> destination = table.open()) {
                DeliveryResults.of(destination, Changes.update("a", 1));
            }
            table.execute(
                    "DROP VIEW $t",
                    "CREATE TABLE $t_items_old AS SELECT * FROM $t_items",
                    "CREATE VIEW $t AS " + query);

            assertThat(fatalReason(table)).as(query).contains("is not a view of " + table.name() + "_items that shows");
            table.execute("DROP TABLE $t_items_old");
        }
    }

    /** As in statements, a name without a schema is that of the first schema that contains it. */
    @Test
    void viewIsFoundInAnySchemaOfTheSearchPath() {
        JdbcTestTable table = shared(TestDatabase.POSTGRESQL);
        String schema = table.name() + "_second";
        table.execute("CREATE SCHEMA " + schema);
        try (Destination<?> destination =
                table.with("projection.table", schema + "." + table.name()).open()) {
            DeliveryResults.of(destination, Changes.update("a", 1));
        }
        table.with("connection.url", TestDatabase.POSTGRESQL.server().url() + "?currentSchema=public," + schema)
                .with("projection.table", table.name())
                .with("projection.columns", "pk,place")
                .with("auto.create", "false")
                .with("auto.evolve", "true");

        try (Destination<?> destination = table.open()) {
            assertThat(DeliveryResults.of(destination, ItemEvents.insert("b", "B", 2)))
                    .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()));
        }

        assertThat(table.rows("SELECT n, pk, place FROM " + schema + ".$t ORDER BY n"))
                .isEqualTo(List.of(Arrays.asList("1", "a", null), List.of("2", "b", "B")));
        assertThat(table.rows("SELECT schemaname FROM pg_views WHERE viewname = '$t'"))
                .isEqualTo(List.of(List.of(schema)));
        table.execute("DROP SCHEMA " + schema + " CASCADE");
    }

    @ParameterizedTest
    @EnumSource
    void addsMissingColumnToItemsAndView(TestDatabase database) {
        JdbcTestTable table = shared(database);
        try (Destination<?> destination = table.open()) {
            DeliveryResults.of(destination, Changes.update("a", 1));
        }
        table.with("projection.columns", "place,pk");
        try (Destination<?> destination = table.open()) {
            assertThat(DeliveryResults.of(destination, Changes.update("a", 2)))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            fatal -> assertThat(fatal.reason()).contains("'place'", "auto.evolve=true", "ADD COLUMN"));
        }

        try (Destination<?> destination = table.with("auto.evolve", "true").open()) {
            DeliveryResults.of(destination, ItemEvents.update("a", "A", 2));
        }

        assertThat(table.rows("SELECT n, pk, place FROM $t")).isEqualTo(List.of(List.of("2", "a", "A")));
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void tasksCanCreateTablesAtTheSameTime(TestDatabase database) {
        JdbcTestTable table = shared(database);
        List<Destination<?>> destinations = IntStream.range(0, 4)
                .<Destination<?>>mapToObj(i -> table.open())
                .toList();

        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < destinations.size(); i++) {
            deliveries.add(Deliveries.deliver(destinations.get(i), List.of(Changes.update("item-" + i, i))));
        }

        assertThat(deliveries)
                .allSatisfy(delivery -> assertThat(delivery.result().toCompletableFuture())
                        .succeedsWithin(Duration.ofSeconds(60))
                        .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Delivered())));
        assertThat(table.rows("SELECT COUNT(*) FROM $t")).isEqualTo(List.of(List.of("4")));
        destinations.forEach(Destination::close);
        table.drop();
    }

    @Test
    void reportsCollationThatTreatsDifferentItemsAsEqual() {
        JdbcTestTable table = shared(TestDatabase.MARIADB);
        try (Destination<?> destination = table.open()) {
            DeliveryResults.of(destination, Changes.update("a", 1));
        }
        table.execute("ALTER TABLE $t_items MODIFY __row VARCHAR(43) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");

        assertThat(fatalReason(table)).contains("'__row'", "utf8mb4_general_ci", "ALTER TABLE");
    }
}
