/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.MySql;
import io.changefeed.readmodel.sql.dialect.PostgreSql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableCheckTest {
    private static final ColumnType DECIMAL = ColumnType.decimal(10, 2);
    private static final Existing.Column PG_KEY = column("text", 0, null, true);
    private static final Existing.Column MY_KEY = column("varchar", 0, "utf8mb4_nopad_bin", true);

    private static Existing.Column column(String type, int digits, @Nullable String collation, boolean mustBeGiven) {
        return new Existing.Column(type, 10, digits, Optional.ofNullable(collation), mustBeGiven);
    }

    private static Wanted wanted(ColumnType type) {
        return new Wanted(
                TableName.parse("rows"),
                List.of(new Column("pk", ColumnType.of(Kind.STRING))),
                List.of(new Column("c", type)),
                "projection.table",
                false);
    }

    private static Optional<String> problem(Dialect dialect, ColumnType type, Existing.Column key, Existing.Column c) {
        return new TableCheck(wanted(type), new Existing(Map.of("pk", key, "c", c), List.of(Set.of("pk"))), dialect)
                .problem();
    }

    @ParameterizedTest
    @CsvSource({
        "INTEGER, int8, 0, true",
        "INTEGER, text, 0, false",
        "DOUBLE, float8, 0, true",
        "DOUBLE, float4, 0, false",
        "BOOLEAN, bool, 0, true",
        "BOOLEAN, int2, 0, false",
        "TIMESTAMP, timestamptz, 6, true",
        "TIMESTAMP, timestamptz, 3, false",
        "TIMESTAMP, date, 0, false",
        "JSON, jsonb, 0, true",
        "JSON, bytea, 0, false",
        "BINARY, bytea, 0, true",
        "BINARY, text, 0, false",
        "STRING, uuid, 0, true",
        "STRING, int4, 0, true",
        "STRING, numeric, 2, false",
        "STRING, float8, 0, false",
        "STRING, date, 0, false",
        "STRING, timestamptz, 6, false"
    })
    void aColumnOfPostgreSqlHoldsEveryValueOrIsRefused(Kind kind, String type, int digits, boolean fits) {
        assertThat(problem(new PostgreSql(), ColumnType.of(kind), PG_KEY, column(type, digits, null, false))
                        .isEmpty())
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "INTEGER, bigint, 0, true",
        "INTEGER, varchar, 0, false",
        "DOUBLE, double, 0, true",
        "DOUBLE, float, 0, false",
        "BOOLEAN, tinyint, 0, true",
        "BOOLEAN, varchar, 0, false",
        "TIMESTAMP, datetime, 6, true",
        "TIMESTAMP, datetime, 0, false",
        "TIMESTAMP, date, 6, false",
        "JSON, json, 0, true",
        "JSON, blob, 0, false",
        "BINARY, longblob, 0, true",
        "BINARY, longtext, 0, false",
        "STRING, longtext, 0, true",
        "STRING, blob, 0, false",
        "STRING, int, 0, false",
        "STRING, decimal, 2, false",
        "STRING, date, 0, false"
    })
    void aColumnOfMySqlHoldsEveryValueOrIsRefused(Kind kind, String type, int digits, boolean fits) {
        assertThat(problem(MySql.ofMySql(), ColumnType.of(kind), MY_KEY, column(type, digits, null, false))
                        .isEmpty())
                .isEqualTo(fits);
    }

    @Test
    void aDecimalIsNotRounded() {
        for (Map.Entry<Dialect, String> one : Map.of(
                        (Dialect) new PostgreSql(), "numeric", MySql.ofMariaDb(), "decimal")
                .entrySet()) {
            Existing.Column key = one.getValue().equals("numeric") ? PG_KEY : MY_KEY;
            assertThat(problem(one.getKey(), DECIMAL, key, column(one.getValue(), 2, null, false)))
                    .isEmpty();
            assertThat(problem(one.getKey(), DECIMAL, key, column(one.getValue(), 1, null, false)))
                    .isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4_nopad_bin, true",
        "utf8mb4_0900_bin, true",
        "utf8mb4_bin, false",
        "utf8mb4_general_ci, false",
        "binary, true"
    })
    void keysThatDifferStayDifferentInMySql(String collation, boolean fits) {
        assertThat(problem(
                                MySql.ofMySql(),
                                ColumnType.of(Kind.STRING),
                                column("varchar", 0, collation, true),
                                column("text", 0, "utf8mb4_general_ci", false))
                        .isEmpty())
                .isEqualTo(fits);
    }

    @Test
    void keysThatDifferStayDifferentInPostgreSql() {
        assertThat(problem(
                        new PostgreSql(),
                        ColumnType.of(Kind.STRING),
                        column("citext", 0, null, true),
                        column("text", 0, null, false)))
                .hasValueSatisfying(text -> assertThat(text).contains("citext", "ALTER TABLE \"rows\""));
    }

    @Test
    void aFurtherUniqueIndexIsInTheWayOfMySqlAlone() {
        Existing existing = new Existing(
                Map.of("pk", MY_KEY, "c", column("text", 0, null, false)), List.of(Set.of("pk"), Set.of("c")));
        Wanted wanted = wanted(ColumnType.of(Kind.STRING));

        assertThat(new TableCheck(wanted, existing, MySql.ofMySql()).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("another unique index, on [c]"));
        Existing postgreSql = new Existing(
                Map.of("pk", PG_KEY, "c", column("text", 0, null, false)), List.of(Set.of("c"), Set.of("pk")));
        assertThat(new TableCheck(wanted, postgreSql, new PostgreSql()).problem())
                .isEmpty();
    }

    @Test
    void theKeyIsTheTables() {
        Existing existing =
                new Existing(Map.of("pk", PG_KEY, "c", column("text", 0, null, false)), List.of(Set.of("pk", "c")));

        assertThat(new TableCheck(wanted(ColumnType.of(Kind.STRING)), existing, new PostgreSql()).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("projection.table", "ADD PRIMARY KEY (\"pk\")"));
    }

    @Test
    void aColumnThatMustBeGivenIsGiven() {
        Map<String, Existing.Column> columns = new HashMap<>();
        columns.put("pk", PG_KEY);
        columns.put("c", column("text", 0, null, true));
        Wanted whole = wanted(ColumnType.of(Kind.STRING));
        Wanted parts = new Wanted(whole.name(), whole.key(), whole.others(), whole.property(), true);
        Existing existing = new Existing(columns, List.of(Set.of("pk")));

        assertThat(new TableCheck(whole, existing, new PostgreSql()).problem()).isEmpty();
        assertThat(new TableCheck(parts, existing, new PostgreSql()).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("'c' that is NOT NULL", "for items deleted"));
        columns.put("further", column("text", 0, null, true));
        assertThat(new TableCheck(whole, new Existing(columns, List.of(Set.of("pk"))), new PostgreSql()).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("'further'"));
    }

    @Test
    void whatIsMissingIsNamed() {
        Existing existing = new Existing(Map.of("pk", PG_KEY), List.of(Set.of("pk")));

        assertThat(new TableCheck(wanted(DECIMAL), existing, new PostgreSql()).missing())
                .containsExactly(new Column("c", DECIMAL));
    }
}
