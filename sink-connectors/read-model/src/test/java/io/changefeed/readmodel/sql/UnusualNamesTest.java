/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.ItemEvents.deliver;
import static io.changefeed.readmodel.sql.ItemEvents.insert;
import static io.changefeed.readmodel.sql.ItemEvents.move;
import static io.changefeed.readmodel.sql.ItemEvents.remove;
import static io.changefeed.readmodel.sql.ItemEvents.results;
import static io.changefeed.readmodel.sql.ItemEvents.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.Dialects;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests reserved and upper-case names, and names with characters that have a meaning in statements. */
class UnusualNamesTest {
    private static final List<String> COLUMNS = List.of(
            "Order", "select", "a\"b", "a`b", "a'b", "a?b", "a\\b", "a b", "ünï", "$1", "{x}", ":n", "--", "%_");

    /** Every column contains {@code n}. */
    private static Map<String, String> columns(String key, List<String> columns) {
        Map<String, String> properties = new HashMap<>();
        properties.put("projection.key", key);
        properties.put("projection.column." + key + ".from", key.equals("Key") ? "pk" : "place");
        properties.put("projection.columns", String.join(",", columns));
        columns.forEach(column -> properties.put("projection.column." + column + ".from", "n"));
        return properties;
    }

    /** Rows with one item each, with and without soft deletes, and shared rows. */
    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, Key, ''",
        "POSTGRESQL, Key, Deleted At",
        "POSTGRESQL, Place, ''",
        "MARIADB, Key, ''",
        "MARIADB, Key, Deleted At",
        "MARIADB, Place, ''"
    })
    void writesTableAndColumnsWithUnusualNames(TestDatabase database, String key, String deletedColumn) {
        Dialect dialect = Dialects.ofUrl(database.server().url());
        String table = "Group " + key + deletedColumn + " \"by\" `x` ?";
        JdbcTestTable target = new JdbcTestTable(database.server(), columns(key, COLUMNS))
                .with("projection.table", table)
                .with("deleted.column", deletedColumn);
        assertThat(target.errors()).isEmpty();
        try (Destination<?> destination = target.open()) {
            results(destination, insert("a", "A", 1), insert("b", "B", 2));
            deliver(destination, update("a", "A", 3));
            deliver(destination, move("b", "B", "C", 4));
            deliver(destination, remove("b", "C", 5));
            assertThat(deliver(destination, update("a", "A", 2))).isEqualTo(new EventResult.Stale());
        }

        String names = String.join(", ", COLUMNS.stream().map(dialect::quote).toList());
        String where = deletedColumn.isEmpty() ? "" : " WHERE " + dialect.quote(deletedColumn) + " IS NULL";
        List<@Nullable String> row = COLUMNS.stream().map(column -> "3").toList();
        assertThat(target.rows("SELECT " + names + " FROM " + dialect.quote(table) + where))
                .isEqualTo(List.of(row));
        // Also the check of existing tables finds them.
        assertThat(target.with("auto.create", "false").errors()).isEmpty();
        boolean isView = key.equals("Place");
        database.server().execute("DROP " + (isView ? "VIEW " : "TABLE ") + dialect.quote(table));
    }

    /** In MariaDB as on Linux: lower_case_table_names is 0. */
    @ParameterizedTest
    @EnumSource
    void tablesThatDifferInCaseAreDifferentTables(TestDatabase database) {
        Dialect dialect = Dialects.ofUrl(database.server().url());
        JdbcTestTable lower = new JdbcTestTable(database.server(), columns("Key", List.of("n")));
        String name = lower.name().replace("t", "T");
        JdbcTestTable upper =
                new JdbcTestTable(database.server(), columns("Key", List.of("n"))).with("projection.table", name);
        lower.execute("CREATE TABLE $t (x int)");

        assertThat(lower.errors()).containsKey("projection.key");
        assertThat(upper.errors()).isEmpty();
        try (Destination<?> destination = upper.open()) {
            deliver(destination, insert("a", "A", 1));
        }
        assertThat(upper.rows("SELECT n FROM " + dialect.quote(name))).isEqualTo(List.of(List.of("1")));
        database.server().execute("DROP TABLE " + dialect.quote(name));
        lower.drop();
    }
}
