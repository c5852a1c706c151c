/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.ItemEvents.deliver;
import static io.changefeed.readmodel.sql.ItemEvents.insert;
import static io.changefeed.readmodel.sql.ItemEvents.move;
import static io.changefeed.readmodel.sql.ItemEvents.moveWithoutNumber;
import static io.changefeed.readmodel.sql.ItemEvents.read;
import static io.changefeed.readmodel.sql.ItemEvents.remove;
import static io.changefeed.readmodel.sql.ItemEvents.results;
import static io.changefeed.readmodel.sql.ItemEvents.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests rows of one item each whose versions are in a separate table. */
class VersionTableTest {
    private static final Map<String, String> BY_PLACE_AND_ITEM =
            Map.of("projection.key", "place,pk", "projection.columns", "n,note", "projection.column.n.cast", "integer");
    private static final String REJECTED = "rejected";

    private static JdbcTestTable table(TestDatabase database) {
        return new JdbcTestTable(database.server(), BY_PLACE_AND_ITEM);
    }

    private static List<List<@Nullable String>> rows(JdbcTestTable table) {
        return table.rows("SELECT place, pk, n FROM $t ORDER BY place, pk");
    }

    private static List<List<String>> row(String place, String pk, String n) {
        return List.of(List.of(place, pk, n));
    }

    @ParameterizedTest
    @EnumSource
    void tableThatWasCreatedAgainIsFilled(TestDatabase database) {
        JdbcTestTable table = table(database);
        List<ChangeEvent> events = List.of(
                insert("a", "A", 1),
                insert("b", "B", 2),
                move("a", "A", "C", 3),
                insert("d", "D", 4),
                remove("d", "D", 5),
                update("b", "B", 6));
        try (Destination<?> destination = table.open()) {
            events.forEach(event -> deliver(destination, event));
        }
        List<List<@Nullable String>> before = rows(table);
        table.execute("DROP TABLE $t");

        try (Destination<?> destination = table.open()) {
            events.forEach(event -> deliver(destination, event));

            assertThat(rows(table)).isEqualTo(before).hasSize(2);
            assertThat(deliver(destination, update("a", "C", 2))).isEqualTo(new EventResult.Stale());
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatWereDeletedByUserAreWrittenAgain(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "B", 2));
            deliver(destination, update("a", "A", 3));
            table.execute("DELETE FROM $t");

            // The last event alone is enough, for example in a compacted topic.
            assertThat(results(destination, update("a", "A", 3), insert("b", "B", 2)))
                    .containsOnly(new EventResult.Delivered());

            assertThat(rows(table)).isEqualTo(List.of(List.of("A", "a", "3"), List.of("B", "b", "2")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void itemWithoutARecordLeavesTheRowOfItsOldImage(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));
            deliver(destination, insert("b", "B", 2));
            table.execute("DELETE FROM " + table.name() + "_versions");

            assertThat(deliver(destination, remove("a", "A", 3))).isEqualTo(new EventResult.Delivered());
            assertThat(deliver(destination, move("b", "B", "C", 4))).isEqualTo(new EventResult.Delivered());

            assertThat(rows(table)).isEqualTo(row("C", "b", "4"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedItemWithoutARecordRemainsInItsRowUntilItIsDeleted(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));
            table.execute("DELETE FROM " + table.name() + "_versions");

            assertThat(deliver(destination, moveWithoutNumber("a", "A", "A", 2)))
                    .isInstanceOf(EventResult.Rejected.class);
            assertThat(rows(table)).isEqualTo(row("A", "a", "1"));

            deliver(destination, remove("a", "A", 3));
            assertThat(rows(table)).isEmpty();
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void recordsOfAnotherKeyFailTheTask(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));
            table.execute("UPDATE " + table.name() + "_versions SET row_key = '{\"pk\":{\"S\":\"a\"}}'");

            assertThat(DeliveryResults.of(destination, update("a", "A", 2)))
                    .isInstanceOfSatisfying(DeliveryResult.Fatal.class, fatal -> {
                        assertThat(fatal.isConclusive()).isTrue();
                        assertThat(fatal.reason()).contains("written with another 'projection.key'");
                    });
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedItemOfLostTableIsRestoredAsItWas(TestDatabase database) {
        JdbcTestTable table = table(database);
        List<ChangeEvent> events =
                List.of(insert("a", "A", 1), update("a", "A", 2), moveWithoutNumber("a", "A", "A", 3));
        try (Destination<?> destination = table.open()) {
            events.forEach(event -> deliver(destination, event));
            assertThat(rows(table)).isEqualTo(row("A", "a", "2"));
            table.execute("DELETE FROM $t");

            events.forEach(event -> deliver(destination, event));

            assertThat(rows(table)).isEqualTo(row("A", "a", "2"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void deletedItemIsNotRestoredByOlderEvent(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));
            deliver(destination, remove("a", "A", 3));

            assertThat(deliver(destination, update("a", "A", 2))).isEqualTo(new EventResult.Stale());
            assertThat(deliver(destination, remove("a", "A", 3))).isEqualTo(new EventResult.Stale());

            assertThat(rows(table)).isEmpty();
            assertThat(deliver(destination, insert("a", "B", 4))).isEqualTo(new EventResult.Delivered());
            assertThat(rows(table)).isEqualTo(row("B", "a", "4"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void itemMovesWithoutOldImage(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));

            deliver(destination, read("a", "B", 5));

            assertThat(rows(table)).isEqualTo(row("B", "a", "5"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedItemLeavesOnlyAnotherRow(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            for (String item : List.of("a", "b", "c", "d")) {
                deliver(destination, insert(item, "A", 1));
            }
            table.execute("ALTER TABLE $t ADD CONSTRAINT $t_note CHECK (note <> '" + REJECTED + "')");

            assertThat(List.of(
                            deliver(destination, move("a", "A", "B", 2, REJECTED)),
                            deliver(destination, move("b", "A", "A", 2, REJECTED)),
                            deliver(destination, moveWithoutNumber("c", "A", "B", 2)),
                            deliver(destination, moveWithoutNumber("d", "A", "A", 2))))
                    .hasOnlyElementsOfType(EventResult.Rejected.class);

            assertThat(rows(table)).isEqualTo(List.of(List.of("A", "b", "1"), List.of("A", "d", "1")));
            table.execute("ALTER TABLE $t DROP CONSTRAINT $t_note");
            assertThat(deliver(destination, move("a", "A", "B", 2, REJECTED))).isEqualTo(new EventResult.Delivered());
            assertThat(deliver(destination, update("b", "A", 1))).isEqualTo(new EventResult.Stale());
            assertThat(rows(table))
                    .isEqualTo(List.of(List.of("A", "b", "1"), List.of("A", "d", "1"), List.of("B", "a", "2")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void itemLeavesItsRowUntilForeignKeyIsSatisfied(TestDatabase database) {
        JdbcTestTable table = table(database);
        ChangeEvent move = move("a", "A", "B", 2);
        try (Destination<?> destination = table.open()) {
            table.execute("CREATE TABLE $tp (n bigint PRIMARY KEY)", "INSERT INTO $tp VALUES (1)");
            deliver(destination, insert("a", "A", 1));
            table.execute("ALTER TABLE $t ADD CONSTRAINT $t_n FOREIGN KEY (n) REFERENCES $tp (n)");

            assertThat(deliver(destination, move)).isInstanceOf(EventResult.Retry.class);
            assertThat(rows(table)).isEmpty();
            table.execute("INSERT INTO $tp VALUES (2)");

            assertThat(deliver(destination, move)).isEqualTo(new EventResult.Delivered());
            assertThat(rows(table)).isEqualTo(row("B", "a", "2"));
        }
        table.drop();
        table.execute("DROP TABLE $tp");
    }

    /** Otherwise, the event would be in the dead letter queue, and its item in the row that it left. */
    @ParameterizedTest
    @EnumSource
    void rejectedChangeIsRetriedUntilItsItemHasLeftItsRow(TestDatabase database) {
        JdbcTestTable table = table(database);
        ChangeEvent rejected = move("a", "A", "B", 2, REJECTED);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));
            table.execute("ALTER TABLE $t ADD CONSTRAINT $t_note CHECK (note <> '" + REJECTED + "')");
            failDeletesWithConflict(table, database);

            assertThat(deliver(destination, rejected))
                    .isInstanceOfSatisfying(
                            EventResult.Retry.class,
                            retry -> assertThat(retry.reason()).contains("40001"));
            assertThat(rows(table)).isEqualTo(row("A", "a", "1"));
            table.execute(
                    database == TestDatabase.POSTGRESQL
                            ? "DROP FUNCTION $t_conflict CASCADE"
                            : "DROP TRIGGER $t_conflict");

            assertThat(deliver(destination, rejected)).isInstanceOf(EventResult.Rejected.class);
            assertThat(rows(table)).isEmpty();
        }
        table.drop();
    }

    private static void failDeletesWithConflict(JdbcTestTable table, TestDatabase database) {
        if (database == TestDatabase.POSTGRESQL) {
            table.execute(
                    "CREATE FUNCTION $t_conflict() RETURNS trigger LANGUAGE plpgsql"
                            + " AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''40001''; END'",
                    "CREATE TRIGGER $t_conflict BEFORE DELETE ON $t FOR EACH ROW EXECUTE FUNCTION $t_conflict()");
        } else {
            table.execute("CREATE TRIGGER $t_conflict BEFORE DELETE ON $t FOR EACH ROW"
                    + " SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, true, varchar(5), string, here, elsewhere",
        "POSTGRESQL, true, int, integer, 7, 2147483648",
        "POSTGRESQL, true, smallint, integer, 7, 32768",
        "POSTGRESQL, false, int, integer, 7, 2147483648",
        "MARIADB, true, VARCHAR(5) COLLATE utf8mb4_nopad_bin, string, here, elsewhere",
        "MARIADB, true, INT, integer, 7, 2147483648",
        "MARIADB, false, VARCHAR(5) COLLATE utf8mb4_nopad_bin, string, here, elsewhere"
    })
    void itemEntersAndLeavesKeyThatNoRowCanHave(
            TestDatabase database, boolean isGuarded, String type, String cast, String place, String impossible) {
        JdbcTestTable table = table(database)
                .with("stale.write.guard", Boolean.toString(isGuarded))
                .with("projection.column.place.cast", cast);
        String text = database == TestDatabase.POSTGRESQL ? "varchar(20)" : "VARCHAR(20) COLLATE utf8mb4_nopad_bin";
        table.execute("CREATE TABLE $t (place " + type + ", pk " + text
                + ", n bigint, note varchar(99), PRIMARY KEY (place, pk))");
        try (Destination<?> destination = table.open()) {
            assertThat(deliver(destination, insert("a", impossible, 1))).isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, moveWithoutNumber("a", impossible, impossible, 2)))
                    .isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, move("a", impossible, place, 3))).isEqualTo(new EventResult.Delivered());
            assertThat(rows(table)).isEqualTo(row(place, "a", "3"));

            assertThat(deliver(destination, move("a", place, impossible, 4))).isInstanceOf(EventResult.Rejected.class);
            assertThat(rows(table)).isEmpty();
            assertThat(deliver(destination, remove("a", impossible, 5))).isEqualTo(new EventResult.Delivered());
            assertThat(deliver(destination, remove("b", impossible, 5))).isEqualTo(new EventResult.Delivered());
        }
        table.drop();
    }

    @Test
    void movedRowDoesNotConflictWithItself() {
        JdbcTestTable table = table(TestDatabase.POSTGRESQL);
        table.execute("CREATE TABLE $t (place text, pk text UNIQUE, n bigint, note text, PRIMARY KEY (place, pk))");
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));

            assertThat(deliver(destination, move("a", "A", "B", 2))).isEqualTo(new EventResult.Delivered());

            assertThat(rows(table)).isEqualTo(row("B", "a", "2"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void newTableReplacesRowsOfOldTable(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "B", 2));

            deliver(destination, ItemEvents.of("restored", 2, 100, read("a", "A", 1)));
            deliver(destination, ItemEvents.of("restored", 2, 100, remove("b", "B", 5)));

            assertThat(deliver(destination, remove("a", "A", 9))).isEqualTo(new EventResult.Stale());
            assertThat(deliver(destination, update("b", "B", 9))).isEqualTo(new EventResult.Stale());
            assertThat(rows(table)).isEqualTo(row("A", "a", "1"));
            assertThat(DeliveryResults.of(destination, ItemEvents.of("third", 1, 7_200, update("a", "A", 3))))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            fatal -> assertThat(fatal.reason()).contains("restored", "third", "execute-snapshot"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void versionDoesNotDependOnOrderOfKeyColumns(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 5));
        }

        try (Destination<?> destination =
                table.with("projection.key", "pk,place").open()) {
            assertThat(deliver(destination, insert("a", "A", 3))).isEqualTo(new EventResult.Stale());
            deliver(destination, move("a", "A", "B", 6));
            assertThat(rows(table)).isEqualTo(row("B", "a", "6"));
        }
        table.drop();
    }

    @Test
    void usesVersionThatIsReplacedDuringLockWait() throws Exception {
        JdbcTestTable table = table(TestDatabase.POSTGRESQL);
        Destination<?> destination = table.open();
        deliver(destination, insert("a", "A", 5));
        Delivery delivery;
        try (Connection other = TestDatabase.POSTGRESQL.server().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM " + table.name() + "_versions");
            statement.execute("SELECT * FROM " + table.name() + "_versions FOR UPDATE");
            delivery = Deliveries.deliver(destination, List.of(insert("a", "A", 3)));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !table.rows("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                    + " AND query LIKE '%$t_versions%FOR UPDATE'")
                            .isEmpty());

            statement.execute("DELETE FROM " + table.name() + "_versions");
            statement.execute("INSERT INTO " + table.name() + "_versions SELECT * FROM kept");
            other.commit();
        }

        assertThat(delivery.result().toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Stale()));
        assertThat(rows(table)).isEqualTo(row("A", "a", "5"));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"07", "7.0", " 7", "+7", "7E0"})
    void rejectsKeyThatCouldCollideAsNumber(String other) {
        JdbcTestTable table = table(TestDatabase.POSTGRESQL).with("projection.column.pk.cast", "integer");
        try (Destination<?> destination = table.open()) {
            assertThat(deliver(destination, insert("7", "A", 1))).isEqualTo(new EventResult.Delivered());
            assertThat(deliver(destination, insert(other, "A", 2)))
                    .isInstanceOfSatisfying(
                            EventResult.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("after.pk", other, "another item"));

            assertThat(rows(table)).isEqualTo(row("A", "7", "1"));
        }
        table.drop();
    }
}
