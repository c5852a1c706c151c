/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.ItemEvents.deliver;
import static io.changefeed.readmodel.sql.ItemEvents.insert;
import static io.changefeed.readmodel.sql.TableRequirementsTest.executeStatements;
import static io.changefeed.readmodel.sql.TableRequirementsTest.isRejectedAndMended;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.Destination;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests which columns of existing tables are accepted, of those whose values are not those of attributes. */
class TableColumnsTest {
    private static final Map<String, String> SOFT_DELETES = Map.of(
            "projection.key", "pk",
            "projection.columns", "n,at",
            "projection.column.n.cast", "integer",
            "projection.column.at.from", "$time",
            "projection.column.at.cast", "timestamp",
            "deleted.column", "gone");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "POSTGRESQL | at timestamptz, gone timestamptz NOT NULL DEFAULT 'infinity', __order text"
                        + " | deleted.column | 'gone' that is NOT NULL, but is set to NULL",
                "MARIADB | at DATETIME(6), gone DATETIME(6) NOT NULL DEFAULT '9999-01-01', __order TEXT"
                        + " | deleted.column | 'gone' that is NOT NULL, but is set to NULL",
                "MARIADB | at DATETIME(6), gone TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), __order TEXT"
                        + " | deleted.column | is a TIMESTAMP that is NOT NULL",
                "MARIADB | at DATETIME(6), gone TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)"
                        + " ON UPDATE CURRENT_TIMESTAMP(6), __order TEXT | deleted.column | is ON UPDATE",
                "MARIADB | at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), gone DATETIME(6), __order TEXT"
                        + " | projection.columns | is a TIMESTAMP that is NOT NULL",
                "MARIADB | at DATETIME(6) ON UPDATE CURRENT_TIMESTAMP(6), gone DATETIME(6), __order TEXT"
                        + " | projection.columns | is ON UPDATE",
                "POSTGRESQL | at timestamptz, gone timestamptz, __order varchar(100) | version.column"
                        + " | the type varchar(100) instead of text",
                "POSTGRESQL | at timestamptz, gone timestamptz, __order bigint | version.column"
                        + " | the type int8 instead of text",
                "MARIADB | at DATETIME(6), gone DATETIME(6), __order VARCHAR(100) | version.column"
                        + " | the type varchar(100) instead of VARCHAR(500)",
                "MARIADB | at DATETIME(6), gone DATETIME(6), __order TINYTEXT | version.column"
                        + " | the type tinytext instead of VARCHAR(500)"
            })
    void rejectsColumnThatCannotStoreItsValues(TestDatabase database, String columns, String property, String reason) {
        JdbcTestTable table = new JdbcTestTable(database.server(), SOFT_DELETES);
        String key = database == TestDatabase.POSTGRESQL ? "text" : "VARCHAR(20) COLLATE utf8mb4_nopad_bin";
        table.execute("CREATE TABLE $t (pk " + key + " PRIMARY KEY, n bigint, " + columns + ")");

        isRejectedAndMended(table, property, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POSTGRESQL | pk | $t_versions | ALTER item TYPE varchar(20), ALTER version TYPE varchar(499)",
                "POSTGRESQL | place | $t_items | ALTER __version TYPE int USING 0",
                "MARIADB | pk | $t_versions | MODIFY item VARCHAR(20), MODIFY version VARCHAR(499)",
                "MARIADB | place | $t_items | MODIFY __changed VARCHAR(20), MODIFY __row VARCHAR(20)"
            })
    void rejectsShortColumnsOfVersionsAndItems(TestDatabase database, String key, String name, String alter) {
        JdbcTestTable table =
                new JdbcTestTable(database.server(), Map.of("projection.key", key, "projection.columns", "n"));
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "x", 1));
        }
        table.execute("DELETE FROM " + name, "ALTER TABLE " + name + " " + alter);

        isRejectedAndMended(table, "projection.table", "has the type");
    }

    @ParameterizedTest
    @EnumSource
    void typeOfItemColumnIsChangedWithItsView(TestDatabase database) {
        JdbcTestTable table =
                new JdbcTestTable(database.server(), Map.of("projection.key", "place", "projection.columns", "n,note"));
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("a", "x", 1));
        }
        table.with("projection.column.n.cast", "integer");
        assertThat(table.errors().get("projection.columns")).anyMatch(message -> message.contains("a column 'n'"));

        executeStatements(table, table.errors());

        assertThat(table.errors()).isEmpty();
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("b", "y", 2));
        }
        assertThat(table.rows("SELECT place, n + 1 FROM $t ORDER BY place"))
                .isEqualTo(List.of(List.of("x", "2"), List.of("y", "3")));
        table.drop();
    }
}
