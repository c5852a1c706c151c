/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ColumnValuesTest {
    private static final String LONG = "1234567890123456789012345678.0987654321";
    private static final Map<String, String> EVERY_KIND = Map.ofEntries(
            Map.entry("projection.key", "pk"),
            Map.entry("projection.columns", "s,i,d,f,b,t,j,x,none"),
            Map.entry("projection.column.i.cast", "integer"),
            Map.entry("projection.column.d.cast", "decimal(38,10)"),
            Map.entry("projection.column.f.cast", "double"),
            Map.entry("projection.column.b.cast", "boolean"),
            Map.entry("projection.column.t.cast", "timestamp"),
            Map.entry("projection.column.j.cast", "json"),
            Map.entry("projection.column.x.cast", "binary"));
    private static final Map<String, ItemValue> VALUES = Map.of(
            "s", new ItemValue.S("it's \"é\" \\ 😀 {},"),
            "i", new ItemValue.N("-9223372036854775808"),
            "d", new ItemValue.N(LONG),
            "f", new ItemValue.N("0.1"),
            "b", new ItemValue.Bool(true),
            "t", new ItemValue.S("2026-11-21T09:30:00.123456Z"),
            "j", new ItemValue.M(Map.of("a", new ItemValue.N("1.50"))),
            "x", ItemValue.B.of((byte) 0, (byte) -1, (byte) 39));

    @ParameterizedTest
    @EnumSource
    void storesEveryTypeWithoutLoss(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), EVERY_KIND).with("deleted.column", "gone");
        Destination<?> destination = table.open();

        assertThat(DeliveryResults.of(destination, insert("a", VALUES), insert("b", Map.of())))
                .isEqualTo(DeliveryResult.PerEvent.of(2, new EventResult.Delivered()));

        boolean postgres = database == TestDatabase.POSTGRESQL;
        assertThat(table.rows("SELECT s, i, d, f, " + database.time("t") + ", j, none FROM $t WHERE pk = 'a'"))
                .isEqualTo(List.of(Arrays.asList(
                        "it's \"é\" \\ 😀 {},",
                        "-9223372036854775808",
                        LONG,
                        "0.1",
                        "2026-11-21T09:30:00.123456Z",
                        postgres ? "{\"a\": 1.50}" : "{\"a\":1.50}",
                        null)));
        assertThat(table.rows("SELECT pk FROM $t WHERE b AND x = " + (postgres ? "'\\x00ff27'::bytea" : "x'00ff27'")
                        + " AND gone IS NULL"))
                .isEqualTo(List.of(List.of("a")));
        assertThat(table.rows("SELECT pk FROM $t WHERE s IS NULL AND i IS NULL AND x IS NULL AND j IS NULL"))
                .isEqualTo(List.of(List.of("b")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void differentKeysAreDifferentRows(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), EVERY_KIND);
        Destination<?> destination = table.open();

        DeliveryResults.of(
                destination,
                insert("a", VALUES),
                insert("A", VALUES),
                insert("a ", VALUES),
                insert("á", VALUES),
                insert("a\t", VALUES));

        assertThat(table.rows("SELECT pk FROM $t")).hasSize(5);
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rejectsOnlyInvalidValueOfBatch(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), EVERY_KIND);
        Destination<?> destination = table.open();
        // No database supports keys of this length. PostgreSQL compresses them, so the text is random.
        ChangeEvent poison = insert(
                new Random(1)
                        .ints(10_000, 'a', 'z')
                        .mapToObj(Character::toString)
                        .collect(joining()),
                Map.of());

        assertThat(DeliveryResults.of(destination, insert("a", VALUES), poison, insert("b", VALUES)))
                .isInstanceOf(DeliveryResult.Rejected.class);
        assertThat(table.rows("SELECT pk FROM $t")).isEmpty();
        assertThat(DeliveryResults.of(destination, poison))
                .isInstanceOfSatisfying(
                        DeliveryResult.PerEvent.class,
                        each -> assertThat(each.results().get(0)).isInstanceOf(EventResult.Rejected.class));
        assertThat(DeliveryResults.of(destination, insert("a", VALUES), insert("b", VALUES)))
                .isInstanceOf(DeliveryResult.PerEvent.class);
        assertThat(table.rows("SELECT pk FROM $t ORDER BY pk")).isEqualTo(List.of(List.of("a"), List.of("b")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void spacesThatExceedTheLengthOfAColumnAreNotRemoved(TestDatabase database) {
        JdbcTestTable table =
                new JdbcTestTable(database.server(), Map.of("projection.key", "pk", "projection.columns", "s"));
        String collation = database == TestDatabase.POSTGRESQL ? "" : "CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";
        table.execute("CREATE TABLE $t (pk VARCHAR(3) " + collation + " PRIMARY KEY, s VARCHAR(3) " + collation + ")");
        try (Destination<?> destination = table.open()) {
            assertThat(DeliveryResults.of(destination, insert("abc", Map.of("s", new ItemValue.S("😀😀😀")))))
                    .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()));
            assertThat(DeliveryResults.of(destination, insert("abc ", Map.of())))
                    .isEqualTo(DeliveryResult.PerEvent.of(
                            1,
                            new EventResult.Rejected("database error: the value of the column 'pk' has 4 characters,"
                                    + " but the table allows only 3 (SQLState 22001)")));
            assertThat(DeliveryResults.of(destination, insert("b", Map.of("s", new ItemValue.S("xyz  ")))))
                    .isInstanceOfSatisfying(
                            DeliveryResult.PerEvent.class,
                            each -> assertThat(each.results().get(0)).isInstanceOf(EventResult.Rejected.class));
            assertThat(table.rows("SELECT pk, s FROM $t")).isEqualTo(List.of(List.of("abc", "😀😀😀")));
        }
        table.drop();
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, text PRIMARY KEY, 'ALTER note TYPE varchar(6), ALTER n TYPE int'",
        "MARIADB, VARCHAR(9) COLLATE utf8mb4_nopad_bin PRIMARY KEY, 'MODIFY note VARCHAR(6), MODIFY n INT'"
    })
    void rejectedValueIsStoredAfterItsColumnWasWidened(TestDatabase database, String key, String widen) {
        JdbcTestTable table = new JdbcTestTable(
                database.server(),
                Map.of(
                        "projection.key", "pk",
                        "projection.columns", "n,note",
                        "projection.column.n.cast", "integer"));
        table.execute("CREATE TABLE $t (pk " + key + ", n smallint, note varchar(5))");
        List<ChangeEvent> events = List.of(
                insert("a", Map.of("note", new ItemValue.S("longer"))),
                insert("b", Map.of("n", new ItemValue.N("40000"))));
        try (Destination<?> destination = table.open()) {
            assertThat(events)
                    .allSatisfy(event -> assertThat(ItemEvents.deliver(destination, event))
                            .isInstanceOf(EventResult.Rejected.class));

            table.execute("ALTER TABLE $t " + widen);

            assertThat(events)
                    .allSatisfy(event ->
                            assertThat(ItemEvents.deliver(destination, event)).isEqualTo(new EventResult.Delivered()));
        }
        table.drop();
    }

    private static ChangeEvent insert(String pk, Map<String, ItemValue> attributes) {
        return Changes.change(Operation.INSERT, "orders", pk, 1, Optional.empty(), Changes.item(pk, attributes));
    }
}
