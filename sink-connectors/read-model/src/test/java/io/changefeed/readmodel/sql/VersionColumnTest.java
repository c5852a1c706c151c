/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.ItemEvents.deliver;
import static io.changefeed.readmodel.sql.ItemEvents.insert;
import static io.changefeed.readmodel.sql.ItemEvents.move;
import static io.changefeed.readmodel.sql.ItemEvents.moveWithoutNumber;
import static io.changefeed.readmodel.sql.ItemEvents.remove;
import static io.changefeed.readmodel.sql.ItemEvents.results;
import static io.changefeed.readmodel.sql.ItemEvents.update;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests rows of one item each that contain their version and remain after a delete. */
class VersionColumnTest {
    private static final Map<String, String> BY_PLACE_AND_ITEM = Map.of(
            "projection.key", "place,pk",
            "projection.columns", "n,note",
            "projection.column.n.cast", "integer",
            "deleted.column", "gone");
    private static final String REJECTED = "rejected";

    private static JdbcTestTable table(TestDatabase database) {
        return new JdbcTestTable(database.server(), BY_PLACE_AND_ITEM);
    }

    /** Place, item, number and whether the row is deleted. */
    private static List<List<@Nullable String>> rows(JdbcTestTable table) {
        return table.rows("SELECT place, pk, n, CASE WHEN gone IS NULL THEN 'live' ELSE 'deleted' END FROM $t"
                + " ORDER BY place, pk");
    }

    @ParameterizedTest
    @EnumSource
    void movedItemLeavesDeletedRow(TestDatabase database) {
        JdbcTestTable table = table(database);
        ChangeEvent insert = insert("a", "A", 1);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert);
            deliver(destination, move("a", "A", "B", 2));

            assertThat(deliver(destination, insert)).isEqualTo(new EventResult.Stale());

            assertThat(rows(table))
                    .isEqualTo(List.of(List.of("A", "a", "1", "deleted"), List.of("B", "a", "2", "live")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void acceptsVersionColumnThatCannotBeNull(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));
        }
        table.execute(
                database == TestDatabase.POSTGRESQL
                        ? "ALTER TABLE $t ALTER __order SET NOT NULL"
                        : "ALTER TABLE $t MODIFY __order VARCHAR(500) NOT NULL");

        assertThat(table.errors()).isEmpty();
        try (Destination<?> destination = table.open()) {
            assertThat(results(destination, move("a", "A", "B", 2), remove("b", "A", 2), insert("c", "C", 2)))
                    .containsOnly(new EventResult.Delivered());
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedItemRemainsInItsRowAndOlderChangesAreStale(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "A", 1));
            table.execute("ALTER TABLE $t ADD CONSTRAINT $t_note CHECK (note <> '" + REJECTED + "')");

            assertThat(deliver(destination, move("a", "A", "A", 3, REJECTED))).isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, moveWithoutNumber("b", "A", "A", 3)))
                    .isInstanceOf(EventResult.Rejected.class);

            assertThat(results(destination, update("a", "A", 2), update("b", "A", 2)))
                    .containsOnly(new EventResult.Stale());
            assertThat(rows(table)).isEqualTo(List.of(List.of("A", "a", "1", "live"), List.of("A", "b", "1", "live")));
            assertThat(deliver(destination, update("a", "A", 3))).isEqualTo(new EventResult.Delivered());
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedItemLeavesItsRowAndEntersNone(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "A", 1));
            table.execute("ALTER TABLE $t ADD CONSTRAINT $t_note CHECK (note <> '" + REJECTED + "')");

            assertThat(deliver(destination, move("a", "A", "B", 2, REJECTED))).isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, moveWithoutNumber("b", "A", "B", 2)))
                    .isInstanceOf(EventResult.Rejected.class);

            assertThat(rows(table))
                    .isEqualTo(List.of(List.of("A", "a", "1", "deleted"), List.of("A", "b", "1", "deleted")));
        }
        table.drop();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, true, varchar(20), string, here, 21",
        "POSTGRESQL, true, text, string, here, 10000",
        "POSTGRESQL, true, int, integer, 7, 10",
        "POSTGRESQL, false, text, string, here, 10000",
        "MARIADB, true, VARCHAR(20) COLLATE utf8mb4_nopad_bin, string, here, 21",
        "MARIADB, true, INT, integer, 7, 10",
        "MARIADB, false, INT, integer, 7, 10"
    })
    void itemEntersAndLeavesKeyThatNoRowCanHave(
            TestDatabase database, boolean isGuarded, String type, String cast, String place, int length) {
        JdbcTestTable table = table(database)
                .with("stale.write.guard", Boolean.toString(isGuarded))
                .with("projection.column.place.cast", cast);
        boolean isPostgreSql = database == TestDatabase.POSTGRESQL;
        table.execute("CREATE TABLE $t (place " + type + ", pk "
                + (isPostgreSql ? "text" : "VARCHAR(20) COLLATE utf8mb4_nopad_bin") + ", n bigint, note varchar(99), "
                + (isPostgreSql ? "gone timestamptz" : "gone DATETIME(6)") + ", __order varchar(500),"
                + " PRIMARY KEY (place, pk))");
        // PostgreSQL compresses keys, so the text is random.
        String impossible = new Random(1)
                .ints(length, '3', ':')
                .mapToObj(Character::toString)
                .collect(joining());
        try (Destination<?> destination = table.open()) {
            assertThat(deliver(destination, insert("a", impossible, 1))).isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, moveWithoutNumber("a", impossible, impossible, 2)))
                    .isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, move("a", impossible, place, 3))).isEqualTo(new EventResult.Delivered());
            assertThat(rows(table)).isEqualTo(List.of(List.of(place, "a", "3", "live")));

            assertThat(deliver(destination, move("a", place, impossible, 4))).isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, remove("a", impossible, 5))).isEqualTo(new EventResult.Delivered());
            assertThat(rows(table)).isEqualTo(List.of(List.of(place, "a", "3", "deleted")));
        }
        table.drop();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, varchar(5), ALTER place TYPE varchar(20)",
        "MARIADB, VARCHAR(5) COLLATE utf8mb4_nopad_bin, MODIFY place VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL"
    })
    void itemLeavesRowThatAnotherTaskHasWrittenToWidenedTable(TestDatabase database, String type, String widen) {
        JdbcTestTable table = table(database).with("auto.evolve", "true");
        table.execute("CREATE TABLE $t (place " + type + ", pk " + type + ", PRIMARY KEY (place, pk))");
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("b", "B", 1));
            table.execute("ALTER TABLE $t " + widen);
            try (Destination<?> other = table.open()) {
                deliver(other, insert("a", "elsewhere", 1));
            }

            assertThat(deliver(destination, move("a", "elsewhere", "A", 2))).isEqualTo(new EventResult.Delivered());

            assertThat(rows(table))
                    .isEqualTo(List.of(
                            List.of("A", "a", "2", "live"),
                            List.of("B", "b", "1", "live"),
                            List.of("elsewhere", "a", "1", "deleted")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void tableThatWasCreatedAgainIsFilled(TestDatabase database) {
        JdbcTestTable table = table(database);
        List<ChangeEvent> events = List.of(insert("a", "A", 1), update("a", "A", 2), remove("b", "A", 3));
        for (int run = 0; run < 2; run++) {
            try (Destination<?> destination = table.open()) {
                events.forEach(event -> deliver(destination, event));

                assertThat(table.rows("SELECT place, pk, n FROM $t WHERE gone IS NULL"))
                        .isEqualTo(List.of(List.of("A", "a", "2")));
            }
            table.execute("DROP TABLE $t");
        }
    }

    @ParameterizedTest
    @EnumSource
    void laterChangeOfTableWithLowerGenerationIsReported(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, ItemEvents.of("orders", 9, 0, insert("a", "A", 1)));

            assertThat(DeliveryResults.of(destination, ItemEvents.of("restored", 8, 3_600, update("a", "A", 2))))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            fatal -> assertThat(fatal.reason()).contains("orders", "restored", "execute-snapshot"));

            assertThat(rows(table)).isEqualTo(List.of(List.of("A", "a", "1", "live")));
        }
        table.drop();
    }
}
