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

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests rows that several items can share. */
class SharedRowTest {
    private static final Map<String, String> BY_PLACE =
            Map.of("projection.key", "place", "projection.columns", "pk,n,note", "projection.column.n.cast", "integer");
    private static final String REJECTED = "rejected";

    private static JdbcTestTable table(TestDatabase database) {
        return new JdbcTestTable(database.server(), BY_PLACE);
    }

    /** Makes the database reject the note {@link #REJECTED} in the table of items. */
    private static void rejectNotes(JdbcTestTable table) {
        table.execute("ALTER TABLE $t_items ADD CONSTRAINT $t_note CHECK (note <> '" + REJECTED + "')");
    }

    private static void acceptNotes(JdbcTestTable table) {
        table.execute("ALTER TABLE $t_items DROP CONSTRAINT $t_note");
    }

    private static List<List<@Nullable String>> rows(JdbcTestTable table) {
        return table.rows("SELECT place, pk, n FROM $t ORDER BY place");
    }

    private static List<List<String>> row(String place, String pk, String n) {
        return List.of(List.of(place, pk, n));
    }

    private static List<String> records(JdbcTestTable table) {
        return table.rows("SELECT COUNT(*), COUNT(__expires), COUNT(__row) FROM $t_items").get(0).stream()
                .map(String::valueOf)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void rowShowsItemThatChangedLast(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "A", 2));
            assertThat(rows(table)).isEqualTo(row("A", "b", "2"));
            deliver(destination, update("a", "A", 3));
            assertThat(rows(table)).isEqualTo(row("A", "a", "3"));

            deliver(destination, remove("a", "A", 4));
            assertThat(rows(table)).isEqualTo(row("A", "b", "2"));
            deliver(destination, remove("b", "A", 5));

            assertThat(rows(table)).isEmpty();
            assertThat(records(table)).containsExactly("2", "2", "0");
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void snapshotDoesNotChangeShownItem(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            for (String item : List.of("a", "b", "c", "d", "e")) {
                deliver(destination, insert(item, "A", item.charAt(0)));
            }
            deliver(destination, update("c", "A", 200));

            for (String item : List.of("c", "b", "e", "d", "a")) {
                assertThat(deliver(destination, read(item, "A", 300))).isEqualTo(new EventResult.Delivered());
                assertThat(rows(table).get(0)).startsWith("A", "c");
            }
            assertThat(rows(table)).isEqualTo(row("A", "c", "300"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void lateOlderEventOfOtherItemDoesNotChangeShownItem(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("b", "A", 2));

            assertThat(deliver(destination, insert("a", "A", 1))).isEqualTo(new EventResult.Delivered());

            assertThat(rows(table)).isEqualTo(row("A", "b", "2"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void staleChangeStillCountsAsLastChange(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "A", 2));
            deliver(destination, read("a", "A", 5));
            assertThat(rows(table)).isEqualTo(row("A", "b", "2"));

            assertThat(deliver(destination, update("a", "A", 3))).isEqualTo(new EventResult.Stale());

            assertThat(rows(table)).isEqualTo(row("A", "a", "5"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void itemsTradeRowsInAnyOrder(TestDatabase database) {
        for (List<ChangeEvent> trade : List.of(
                List.of(move("a", "A", "B", 3), move("b", "B", "A", 4)),
                List.of(move("b", "B", "A", 4), move("a", "A", "B", 3)))) {
            JdbcTestTable table = table(database);
            try (Destination<?> destination = table.open()) {
                results(destination, insert("a", "A", 1), insert("b", "B", 2));

                for (ChangeEvent event : trade) {
                    assertThat(deliver(destination, event)).isEqualTo(new EventResult.Delivered());
                }

                assertThat(rows(table)).isEqualTo(List.of(List.of("A", "b", "4"), List.of("B", "a", "3")));
            }
            table.drop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void redeliveryDoesNotRevertRow(TestDatabase database) {
        JdbcTestTable table = table(database);
        List<ChangeEvent> events = List.of(
                insert("a", "A", 1),
                move("a", "A", "B", 2),
                insert("b", "B", 3),
                remove("a", "B", 4),
                insert("a", "A", 5),
                move("b", "B", "A", 6));
        try (Destination<?> destination = table.open()) {
            Stream.concat(events.stream(), events.stream()).forEach(event -> deliver(destination, event));
            assertThat(rows(table)).isEqualTo(row("A", "b", "6"));

            deliver(destination, remove("b", "A", 7));
            events.forEach(event -> assertThat(deliver(destination, event))
                    .isEqualTo(
                            event.source().eventId().equals("a/5")
                                    ? new EventResult.Delivered()
                                    : new EventResult.Stale()));

            assertThat(rows(table)).isEqualTo(row("A", "a", "5"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedValueOfOneItemDoesNotAffectOthers(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 5));
            rejectNotes(table);

            assertThat(deliver(destination, insert("b", "A", 3, REJECTED))).isInstanceOf(EventResult.Rejected.class);
            assertThat(rows(table)).isEqualTo(row("A", "a", "5"));
            assertThat(deliver(destination, remove("a", "A", 6))).isEqualTo(new EventResult.Delivered());

            assertThat(rows(table)).isEmpty();
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedItemRemainsInItsRowAsItWas(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "B", 2));
            rejectNotes(table);

            assertThat(deliver(destination, move("a", "A", "A", 3, REJECTED))).isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, moveWithoutNumber("b", "B", "B", 4)))
                    .isInstanceOf(EventResult.Rejected.class);

            assertThat(rows(table)).isEqualTo(List.of(List.of("A", "a", "1"), List.of("B", "b", "2")));
            assertThat(deliver(destination, update("a", "A", 2))).isEqualTo(new EventResult.Stale());
            assertThat(rows(table).get(0)).isEqualTo(List.of("A", "a", "1"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedItemLeavesItsRow(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "A", 2), insert("c", "C", 2));
            rejectNotes(table);

            assertThat(deliver(destination, move("b", "A", "B", 3, REJECTED))).isInstanceOf(EventResult.Rejected.class);
            assertThat(deliver(destination, moveWithoutNumber("c", "C", "D", 4)))
                    .isInstanceOfSatisfying(
                            EventResult.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("after.n", "many"));

            assertThat(rows(table)).isEqualTo(row("A", "a", "1"));
            assertThat(deliver(destination, update("b", "A", 2))).isEqualTo(new EventResult.Stale());
            assertThat(deliver(destination, move("c", "D", "C", 5))).isEqualTo(new EventResult.Delivered());
            assertThat(rows(table)).isEqualTo(List.of(List.of("A", "a", "1"), List.of("C", "c", "5")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedChangeAppliesAfterItsCauseWasRemoved(TestDatabase database) {
        JdbcTestTable table = table(database);
        ChangeEvent rejected = move("a", "A", "B", 3, REJECTED);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "A", 1));
            rejectNotes(table);
            assertThat(deliver(destination, rejected)).isInstanceOf(EventResult.Rejected.class);
            acceptNotes(table);

            assertThat(deliver(destination, rejected)).isEqualTo(new EventResult.Delivered());

            assertThat(rows(table)).isEqualTo(row("B", "a", "3"));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectedChangesOfBatchAreStoredWithTheOthers(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "B", 1), insert("c", "C", 1));

            assertThat(results(
                            destination,
                            moveWithoutNumber("a", "A", "X", 2),
                            move("b", "B", "Y", 2),
                            moveWithoutNumber("c", "C", "C", 2)))
                    .hasExactlyElementsOfTypes(
                            EventResult.Rejected.class, EventResult.Delivered.class, EventResult.Rejected.class);

            assertThat(rows(table)).isEqualTo(List.of(List.of("C", "c", "1"), List.of("Y", "b", "2")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void itemsOfTwoTablesWithSameKeyShareRow(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(
                        database.server(),
                        Map.of(
                                "projection.key", "pk",
                                "projection.columns", "n",
                                "projection.column.n.cast", "integer"))
                .with("topics", "demo.orders,demo.archive");
        try (Destination<?> destination = table.open()) {
            assertThat(results(destination, insert("a", "A", 1), ItemEvents.of("archive", 1, 0, insert("a", "A", 2))))
                    .containsOnly(new EventResult.Delivered());
            assertThat(table.rows("SELECT pk, n FROM $t")).isEqualTo(List.of(List.of("a", "2")));

            deliver(destination, ItemEvents.of("archive", 1, 0, remove("a", "A", 3)));

            assertThat(table.rows("SELECT pk, n FROM $t")).isEqualTo(List.of(List.of("a", "1")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void newTableReplacesItemsOfOldTable(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            results(destination, insert("a", "A", 1), insert("b", "B", 2), insert("c", "C", 3));

            deliver(destination, ItemEvents.of("restored", 2, 100, read("a", "A", 1)));
            deliver(destination, ItemEvents.of("restored", 2, 100, read("b", "B", 1)));
            deliver(destination, ItemEvents.of("restored", 2, 100, remove("b", "B", 5)));

            assertThat(rows(table)).isEqualTo(List.of(List.of("A", "a", "1"), List.of("C", "c", "3")));
            // A task of the old table that lost its partitions.
            for (ChangeEvent late : List.of(update("a", "A", 9), remove("a", "A", 9), update("b", "B", 9))) {
                assertThat(deliver(destination, late)).isEqualTo(new EventResult.Stale());
            }
            assertThat(rows(table)).isEqualTo(List.of(List.of("A", "a", "1"), List.of("C", "c", "3")));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void laterChangeOfTableWithLowerGenerationIsReported(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            deliver(destination, ItemEvents.of("orders", 9, 0, insert("a", "A", 1)));

            assertThat(DeliveryResults.of(
                            destination, insert("b", "B", 1), ItemEvents.of("restored", 8, 3_600, insert("a", "X", 2))))
                    .isInstanceOfSatisfying(
                            DeliveryResult.Fatal.class,
                            fatal -> assertThat(fatal.reason()).contains("orders", "restored", "execute-snapshot"));

            assertThat(rows(table)).isEqualTo(row("A", "a", "1"));
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
    void formerItemsOfRowLeaveNothingInIt(TestDatabase database) {
        JdbcTestTable table = table(database);
        try (Destination<?> destination = table.open()) {
            for (int i = 0; i < 100; i++) {
                deliver(destination, insert("item-" + i, "A", 2 * i + 1));
                deliver(destination, remove("item-" + i, "A", 2 * i + 2));
            }

            assertThat(rows(table)).isEmpty();
            assertThat(records(table)).containsExactly("100", "100", "0");
        }
        table.drop();
    }
}
