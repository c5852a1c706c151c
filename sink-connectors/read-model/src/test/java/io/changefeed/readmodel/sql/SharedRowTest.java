/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.delivery.Changes.item;
import static io.changefeed.delivery.Changes.number;
import static io.changefeed.delivery.Changes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.destination.RejectedEventException;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.Operation;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests items that move between rows and items that share rows. */
class SharedRowTest {
    private static final Map<String, String> BY_PLACE =
            Map.of("projection.key", "place", "projection.columns", "pk,n", "projection.column.n.cast", "integer");
    private static final Map<String, String> BY_ITEM =
            Map.of("projection.key", "pk", "projection.columns", "n", "projection.column.n.cast", "integer");
    private static final String PLACE = "SELECT place, pk, n FROM $t ORDER BY place";

    private static Optional<Item> at(String pk, String place, long n) {
        return item(pk, Map.of("place", text(place), "n", number(n)));
    }

    private static ChangeEvent insert(String pk, String place, long n) {
        return Changes.change(Operation.INSERT, "orders", pk, n, Optional.empty(), at(pk, place, n));
    }

    private static ChangeEvent move(String pk, String from, String to, long n) {
        return Changes.change(Operation.MODIFY, "orders", pk, n, at(pk, from, n - 1), at(pk, to, n));
    }

    private static ChangeEvent of(String table, Operation operation, String pk, long n) {
        return Changes.change(operation, table, pk, n, item(pk, Map.of()), item(pk, Map.of("n", number(n))));
    }

    private static EventResult result(Destination<?> destination, ChangeEvent event) {
        try {
            return ((DeliveryResult.PerEvent) DeliveryResults.of(destination, event))
                    .results()
                    .get(0);
        } catch (RejectedEventException e) {
            return new EventResult.Rejected(String.valueOf(e.getMessage()));
        }
    }

    private static String invalidPlace(TestDatabase database) {
        return database == TestDatabase.POSTGRESQL ? "a\u0000b" : "p".repeat(1_000);
    }

    @ParameterizedTest
    @EnumSource
    void itemLeavesOldRowIfNewRowCannotBeStored(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), BY_PLACE);
        Destination<?> destination = table.open();
        DeliveryResults.of(destination, insert("a", "A", 1));

        assertThat(result(destination, move("a", "A", invalidPlace(database), 2)))
                .isInstanceOf(EventResult.Rejected.class);
        assertThat(table.rows(PLACE)).isEmpty();
        result(destination, move("a", invalidPlace(database), "B", 3));

        assertThat(table.rows(PLACE)).isEqualTo(List.of(List.of("B", "a", "3")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void itemLeavesOldRowIfNewRowCannotBeConverted(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), BY_PLACE);
        Destination<?> destination = table.open();
        DeliveryResults.of(destination, insert("a", "A", 1));
        ChangeEvent poison = Changes.change(
                Operation.MODIFY,
                "orders",
                "a",
                2,
                at("a", "A", 1),
                item("a", Map.of("place", text("B"), "n", text("many"))));

        assertThat(result(destination, poison))
                .isInstanceOfSatisfying(
                        EventResult.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("after.n", "many"));

        assertThat(table.rows(PLACE)).isEmpty();
        destination.close();
        table.drop();
    }

    @Test
    void movedRowDoesNotConflictWithItself() {
        JdbcTestTable table = new JdbcTestTable(TestDatabase.POSTGRESQL.server(), BY_PLACE)
                .with("projection.key", "place,pk")
                .with("projection.columns", "n");
        table.execute("CREATE TABLE $t (place text, pk text UNIQUE, n bigint, PRIMARY KEY (place, pk))");
        Destination<?> destination = table.open();
        DeliveryResults.of(destination, insert("a", "A", 1));

        assertThat(result(destination, move("a", "A", "B", 2))).isEqualTo(new EventResult.Delivered());

        assertThat(table.rows(PLACE)).isEqualTo(List.of(List.of("B", "a", "2")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void itemsOfTwoTablesWithSameKeyShareRow(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), BY_ITEM).with("topics", "demo.orders,demo.archive");
        Destination<?> destination = table.open();

        assertThat(DeliveryResults.of(
                        destination, of("orders", Operation.INSERT, "a", 1), of("archive", Operation.INSERT, "a", 2)))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));
        assertThat(table.rows("SELECT pk, n FROM $t")).isEqualTo(List.of(List.of("a", "2")));
        DeliveryResults.of(destination, of("archive", Operation.REMOVE, "a", 3));

        assertThat(table.rows("SELECT pk, n FROM $t")).isEqualTo(List.of(List.of("a", "1")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"07", "7.0", " 7", "+7", "7E0"})
    void rejectsKeyThatCouldCollideAsNumber(String other) {
        JdbcTestTable table = new JdbcTestTable(TestDatabase.POSTGRESQL.server(), BY_ITEM)
                .with("projection.column.pk.cast", "integer")
                .with("deleted.column", "gone");
        Destination<?> destination = table.open();

        assertThat(result(destination, of("orders", Operation.INSERT, "7", 1))).isEqualTo(new EventResult.Delivered());
        assertThat(result(destination, of("orders", Operation.INSERT, other, 2)))
                .isInstanceOfSatisfying(
                        EventResult.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("after.pk", other, "another item"));

        assertThat(table.rows("SELECT pk, n FROM $t")).isEqualTo(List.of(List.of("7", "1")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void versionDoesNotDependOnOrderOfKeyColumns(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), BY_PLACE)
                .with("projection.key", "place,pk")
                .with("projection.columns", "n");
        try (Destination<?> destination = table.open()) {
            DeliveryResults.of(destination, insert("a", "A", 5));
        }

        try (Destination<?> destination =
                table.with("projection.key", "pk,place").open()) {
            assertThat(result(destination, insert("a", "A", 3))).isEqualTo(new EventResult.Stale());
        }
        table.drop();
    }

    @Test
    void usesVersionThatIsReplacedDuringLockWait() throws Exception {
        JdbcTestTable table = new JdbcTestTable(TestDatabase.POSTGRESQL.server(), BY_ITEM);
        Destination<?> destination = table.open();
        DeliveryResults.of(destination, insert("a", "A", 5));
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
        assertThat(table.rows("SELECT pk, n FROM $t")).isEqualTo(List.of(List.of("a", "5")));
        destination.close();
        table.drop();
    }
}
