/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.Destination;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that queries of the view of shared rows use indexes, and prints how long they take. To measure with other
 * sizes: {@code -Dreadmodel.items=1000000}.
 */
class SharedViewTest {
    private static final int ITEMS = Integer.getInteger("readmodel.items", 20_000);
    private static final int ITEMS_PER_PLACE = 2;
    /** All of them are in one row. */
    private static final int HOT_ITEMS = ITEMS / 100;

    private static final int LOOKUPS = 5_000;

    @ParameterizedTest
    @EnumSource
    void lookupsUseIndexes(TestDatabase database) throws SQLException {
        JdbcTestTable table = new JdbcTestTable(
                database.server(),
                Map.of("projection.key", "place", "projection.columns", "pk,n", "projection.column.n.cast", "integer"));
        try (Destination<?> destination = table.open()) {
            ItemEvents.deliver(destination, ItemEvents.insert("first", "first", 1));
        }
        String series = database == TestDatabase.POSTGRESQL
                ? "generate_series(0, " + (ITEMS - 1) + ") AS s(seq)"
                : "seq_0_to_" + (ITEMS - 1);
        String place = "CASE WHEN seq < " + HOT_ITEMS + " THEN 'hot' ELSE CONCAT('place-', seq "
                + (database == TestDatabase.POSTGRESQL ? "/ " : "DIV ") + ITEMS_PER_PLACE + ") END";
        table.execute(
                "INSERT INTO $t_items (__item, __version, __changed, __row, place, pk, n)"
                        + " SELECT md5(CONCAT('item', seq)), '1', CONCAT('', " + (10 * ITEMS)
                        + " + seq), md5(" + place + "), " + place + ", CONCAT('item-', seq), seq FROM " + series,
                database == TestDatabase.POSTGRESQL ? "ANALYZE $t_items" : "ANALYZE TABLE $t_items");

        assertThat(table.rows("SELECT pk FROM $t WHERE place = 'hot'"))
                .isEqualTo(List.of(List.of("item-" + (HOT_ITEMS - 1))));
        for (String where : List.of("place = 'place-" + (ITEMS / ITEMS_PER_PLACE - 2) + "'", "place = 'hot'")) {
            assertThat(explain(table, database, where)).as(where).doesNotContain("Seq Scan", "ALL");
        }
        System.out.println(database + ", " + ITEMS + " items: lookup by key " + lookups(table)
                + "; row of " + HOT_ITEMS + " items: " + millis(table, "SELECT * FROM $t WHERE place = 'hot'")
                + " ms; all rows: " + millis(table, "SELECT COUNT(*) FROM (SELECT * FROM $t) AS v") + " ms");
        table.drop();
    }

    /** PostgreSQL prints the plan, MariaDB the access type (ALL reads all rows) and the index of each table. */
    private static String explain(JdbcTestTable table, TestDatabase database, String where) {
        String plan = table.rows("EXPLAIN SELECT * FROM $t WHERE " + where).stream()
                .map(row -> database == TestDatabase.POSTGRESQL ? row.get(0) : row.get(3) + " " + row.get(5))
                .collect(Collectors.joining("\n"));
        System.out.println(database + ", " + where + ":\n" + plan);
        return plan;
    }

    private static String lookups(JdbcTestTable table) throws SQLException {
        long[] nanos = new long[LOOKUPS];
        Random random = new Random(3);
        try (Connection connection = table.connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT * FROM " + table.name() + " WHERE place = ?")) {
            for (int i = 0; i < LOOKUPS; i++) {
                int item = HOT_ITEMS + random.nextInt(ITEMS - HOT_ITEMS);
                statement.setString(1, "place-" + item / ITEMS_PER_PLACE);
                long start = System.nanoTime();
                try (ResultSet found = statement.executeQuery()) {
                    assertThat(found.next()).isTrue();
                    @Nullable String shown = found.getString("pk");
                    assertThat(shown).isEqualTo("item-" + (item / ITEMS_PER_PLACE * ITEMS_PER_PLACE + 1));
                    assertThat(found.next()).isFalse();
                }
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        return "p50 " + nanos[LOOKUPS / 2] / 1_000 + " us, p99 " + nanos[LOOKUPS * 99 / 100] / 1_000 + " us";
    }

    private static long millis(JdbcTestTable table, String query) {
        long start = System.nanoTime();
        assertThat(table.rows(query)).isNotEmpty();
        return (System.nanoTime() - start) / 1_000_000;
    }
}
