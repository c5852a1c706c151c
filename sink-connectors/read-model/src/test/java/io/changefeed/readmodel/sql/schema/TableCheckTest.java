/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.row.ColumnType.Kind;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.MySqlDialect;
import io.changefeed.readmodel.sql.dialect.PostgreSqlDialect;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.Default;
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TableCheckTest {
    private static final ColumnType DECIMAL = ColumnType.decimal(10, 2);
    private static final TableDescriptor.Column PG_KEY = column("text", 0, null, true);
    private static final TableDescriptor.Column MY_KEY = column("varchar", 0, "utf8mb4_nopad_bin", true);
    private static final UniqueIndex PRIMARY_KEY = index("pk");

    private static TableDescriptor.Column column(
            String type, int scale, @Nullable String collation, boolean isRequired) {
        return new TableDescriptor.Column(
                type,
                type,
                type.equals("numeric") || type.equals("decimal") ? 10 : 0,
                scale,
                Optional.ofNullable(collation),
                !isRequired,
                Default.NONE,
                false);
    }

    private static UniqueIndex index(String... columns) {
        boolean isPrimary = columns[0].equals("pk");
        return new UniqueIndex(
                isPrimary ? "PRIMARY" : "i", isPrimary, isPrimary, new TreeSet<>(List.of(columns)), Set.of());
    }

    private static TableDescriptor table(Map<String, TableDescriptor.Column> columns, UniqueIndex... indexes) {
        return new TableDescriptor(TableDescriptor.Kind.TABLE, columns, List.of(indexes), List.of());
    }

    private static TableDefinition definition(ColumnType type) {
        return new TableDefinition(
                TableName.parse("rows"),
                List.of(new Column("pk", ColumnType.of(Kind.STRING))),
                List.of(new Column("c", type)),
                "projection.table",
                Set.of());
    }

    private static Optional<String> problem(
            Dialect dialect, ColumnType type, TableDescriptor.Column key, TableDescriptor.Column c) {
        return problem(dialect, definition(type), table(Map.of("pk", key, "c", c), PRIMARY_KEY));
    }

    private static Optional<String> problem(Dialect dialect, TableDefinition definition, TableDescriptor existing) {
        return new TableCheck(definition, existing, dialect)
                .problems().stream().map(TableProblem::reason).findFirst();
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
    void checksColumnTypesOfPostgreSql(Kind kind, String type, int scale, boolean isSuitable) {
        assertThat(problem(new PostgreSqlDialect(), ColumnType.of(kind), PG_KEY, column(type, scale, null, false))
                        .isEmpty())
                .isEqualTo(isSuitable);
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
    void checksColumnTypesOfMySql(Kind kind, String type, int scale, boolean isSuitable) {
        assertThat(problem(MySqlDialect.forMySql(), ColumnType.of(kind), MY_KEY, column(type, scale, null, false))
                        .isEmpty())
                .isEqualTo(isSuitable);
    }

    @Test
    void rejectsDecimalColumnThatWouldRound() {
        for (Map.Entry<Dialect, String> one : Map.of(
                        (Dialect) new PostgreSqlDialect(), "numeric", MySqlDialect.forMariaDb(), "decimal")
                .entrySet()) {
            TableDescriptor.Column key = one.getValue().equals("numeric") ? PG_KEY : MY_KEY;
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
    void checksCollationOfMySqlKeys(String collation, boolean isSuitable) {
        assertThat(problem(
                                MySqlDialect.forMySql(),
                                ColumnType.of(Kind.STRING),
                                column("varchar", 0, collation, true),
                                column("text", 0, "utf8mb4_general_ci", false))
                        .isEmpty())
                .isEqualTo(isSuitable);
    }

    @Test
    void rejectsCaseInsensitiveKeyInPostgreSql() {
        assertThat(problem(
                        new PostgreSqlDialect(),
                        ColumnType.of(Kind.STRING),
                        column("citext", 0, null, true),
                        column("text", 0, null, false)))
                .hasValueSatisfying(text -> assertThat(text).contains("citext", "ALTER TABLE \"rows\""));
    }

    @Test
    void rejectsAdditionalUniqueIndexInMySqlOnly() {
        TableDefinition definition = definition(ColumnType.of(Kind.STRING));
        TableDescriptor.Column c = column("text", 0, null, false);

        assertThat(problem(
                        MySqlDialect.forMySql(),
                        definition,
                        table(Map.of("pk", MY_KEY, "c", c), PRIMARY_KEY, index("c"))))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("a unique index 'i' on [c]", "ALTER TABLE `rows` DROP INDEX `i`"));
        assertThat(problem(
                        new PostgreSqlDialect(),
                        definition,
                        table(Map.of("pk", PG_KEY, "c", c), PRIMARY_KEY, index("c"))))
                .isEmpty();
    }

    @Test
    void rejectsKeyThatDiffersFromProjection() {
        TableDescriptor existing = table(Map.of("pk", PG_KEY, "c", column("text", 0, null, false)), index("c", "pk"));

        assertThat(problem(new PostgreSqlDialect(), definition(ColumnType.of(Kind.STRING)), existing))
                .hasValueSatisfying(text -> assertThat(text).contains("projection.table", "ADD PRIMARY KEY (\"pk\")"));
    }

    @Test
    void rejectsRequiredColumnWithoutValue() {
        Map<String, TableDescriptor.Column> columns = new HashMap<>();
        columns.put("pk", PG_KEY);
        columns.put("c", column("text", 0, null, true));
        TableDefinition whole = definition(ColumnType.of(Kind.STRING));
        TableDefinition parts =
                new TableDefinition(whole.name(), whole.key(), whole.nonKeyColumns(), whole.property(), Set.of("c"));

        assertThat(problem(new PostgreSqlDialect(), whole, table(columns, PRIMARY_KEY)))
                .isEmpty();
        assertThat(problem(new PostgreSqlDialect(), parts, table(columns, PRIMARY_KEY)))
                .hasValueSatisfying(text -> assertThat(text).contains("'c' that is NOT NULL", "for some items"));
        columns.put("further", column("text", 0, null, true));
        assertThat(problem(new PostgreSqlDialect(), whole, table(columns, PRIMARY_KEY)))
                .hasValueSatisfying(text -> assertThat(text).contains("'further'"));
    }

    @Test
    void rejectsTableWithoutTheIndexesOfStatements() {
        TableDefinition whole = definition(ColumnType.of(Kind.STRING));
        TableDefinition indexed = new TableDefinition(
                whole.name(),
                whole.key(),
                whole.nonKeyColumns(),
                whole.property(),
                Set.of(),
                Set.of(),
                Map.of(),
                List.of(List.of(whole.nonKeyColumns().get(0), whole.key().get(0))),
                Optional.empty());
        Map<String, TableDescriptor.Column> columns =
                Map.of("pk", MY_KEY, "c", column("longtext", 0, "utf8mb4_nopad_bin", false));
        for (List<String> index : List.of(List.of("c"), List.of("pk", "c"), List.of("more", "c", "pk"))) {
            assertThat(problem(MySqlDialect.forMySql(), indexed, table(columns, index)))
                    .hasValueSatisfying(text -> assertThat(text)
                            .contains(
                                    "no index that begins with the columns [c, pk]",
                                    "ALTER TABLE `rows` MODIFY `c` VARCHAR(384)",
                                    "ADD INDEX (`c`, `pk`)"));
        }
        assertThat(problem(MySqlDialect.forMySql(), indexed, table(columns, List.of("C", "pk", "more"))))
                .isEmpty();
        assertThat(problem(new PostgreSqlDialect(), indexed, table(Map.of("pk", PG_KEY, "c", PG_KEY), List.of())))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("Execute: CREATE INDEX ON \"rows\" (\"c\", \"pk\")"));
    }

    private static TableDescriptor table(Map<String, TableDescriptor.Column> columns, List<String> index) {
        return new TableDescriptor(
                TableDescriptor.Kind.TABLE, columns, List.of(PRIMARY_KEY), List.of(List.of("pk"), index));
    }

    @Test
    void findsMissingColumns() {
        assertThat(new TableCheck(
                                definition(DECIMAL), table(Map.of("pk", PG_KEY), PRIMARY_KEY), new PostgreSqlDialect())
                        .missingColumns())
                .containsExactly(new Column("c", DECIMAL));
    }

    @ParameterizedTest
    @EnumSource(value = TableDescriptor.Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "TABLE")
    void rejectsEverythingButTables(TableDescriptor.Kind kind) {
        TableDescriptor existing = new TableDescriptor(
                kind, Map.of("pk", PG_KEY, "c", column("text", 0, null, false)), List.of(PRIMARY_KEY), List.of());

        assertThat(problem(new PostgreSqlDialect(), definition(ColumnType.of(Kind.STRING)), existing))
                .isPresent();
    }
}
