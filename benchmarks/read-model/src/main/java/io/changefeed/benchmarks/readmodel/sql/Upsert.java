/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static java.util.stream.Collectors.joining;

import io.changefeed.benchmarks.readmodel.sql.RowStorage.Part;
import io.changefeed.benchmarks.readmodel.sql.TargetTable.Column;
import io.changefeed.benchmarks.readmodel.sql.TargetTable.Layout;
import io.changefeed.databases.PostgreSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An upsert of rows, which can be restricted to newer versions: the statement of the connector. With PostgreSQL, it
 * binds an array for each column.
 */
record Upsert(String sql, int columns, boolean bindsArrays) {
    /**
     * Returns the statement for a table.
     *
     * @param rows the number of rows that are written with each execution
     */
    static Upsert into(TargetTable table, Part part, int rows) {
        Layout layout = table.layout();
        return table.server() instanceof PostgreSql
                ? postgreSql(table.name(), layout, part)
                : mariaDb(table.name(), layout, part, rows);
    }

    static Upsert postgreSql(String table, Layout layout, Part part) {
        List<Column> columns = layout.columns();
        String sql = "INSERT INTO \"" + table + "\" AS t (" + names(columns, "\"") + ") SELECT "
                + each(columns, i -> "s.c" + i + "::" + columns.get(i).type()) + " FROM unnest("
                + each(columns, i -> "?::text[]") + ") AS s(" + each(columns, i -> "c" + i) + ") ON CONFLICT ("
                + layout.key().stream().map(name -> quoted(name, "\"")).collect(joining(", ")) + ") DO UPDATE SET "
                + assignments(
                        layout,
                        part,
                        "\"",
                        name -> "EXCLUDED." + name,
                        name -> "greatest(t." + name + ", EXCLUDED." + name + ")");
        String newer = part.guard()
                .map(name -> quoted(name, "\""))
                .map(name -> " WHERE t." + name + " IS NULL OR t." + name + " COLLATE \"C\" < EXCLUDED." + name
                        + " COLLATE \"C\"")
                .orElse("");
        return new Upsert(sql + newer, columns.size(), true);
    }

    static Upsert mariaDb(String table, Layout layout, Part part, int rows) {
        List<Column> columns = layout.columns();
        String row = "(" + each(columns, i -> "?") + ")";
        return new Upsert(
                "INSERT INTO `" + table + "` (" + names(columns, "`") + ") VALUES " + (row + ", ").repeat(rows - 1)
                        + row
                        + " ON DUPLICATE KEY UPDATE "
                        + assignments(
                                layout,
                                part,
                                "`",
                                name -> ifNewer(part, name, "VALUES(" + name + ")"),
                                name -> ifNewer(part, name, ifSmaller(name, "VALUES(" + name + ")", name))),
                columns.size(),
                false);
    }

    private static String ifNewer(Part part, String name, String value) {
        return part.guard()
                .map(version -> ifSmaller(quoted(version, "`"), value, name))
                .orElse(value);
    }

    private static String ifSmaller(String compared, String value, String otherwise) {
        return "IF(" + compared + " IS NULL OR CAST(" + compared + " AS BINARY) < CAST(VALUES(" + compared
                + ") AS BINARY), " + value + ", " + otherwise + ")";
    }

    private interface NewValue {
        String ofColumn(String name);
    }

    private static String assignments(Layout layout, Part part, String quote, NewValue value, NewValue maximum) {
        return layout.columns().stream()
                .map(Column::name)
                .filter(name -> !layout.key().contains(name))
                .map(name -> {
                    NewValue newValue = part.maximum().equals(Optional.of(name)) ? maximum : value;
                    return quoted(name, quote) + " = " + newValue.ofColumn(quoted(name, quote));
                })
                .collect(joining(", "));
    }

    private interface ColumnExpression {
        String ofColumn(int number);
    }

    private static String each(List<Column> columns, ColumnExpression part) {
        return IntStream.range(0, columns.size()).mapToObj(part::ofColumn).collect(joining(", "));
    }

    private static String names(List<Column> columns, String quote) {
        return columns.stream().map(column -> quoted(column.name(), quote)).collect(joining(", "));
    }

    private static String quoted(String name, String quote) {
        return quote + name + quote;
    }

    /** Executes the statement and returns the update count. */
    int execute(Connection connection, List<@Nullable String[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (bindsArrays) {
                bindArrays(statement, rows);
            } else {
                bindValues(statement, rows);
            }
            return statement.executeUpdate();
        }
    }

    private void bindArrays(PreparedStatement statement, List<@Nullable String[]> rows) throws SQLException {
        for (int c = 0; c < columns; c++) {
            int column = c;
            statement.setArray(
                    c + 1,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "text",
                                    rows.stream().map(row -> row[column]).toArray(String[]::new)));
        }
    }

    private void bindValues(PreparedStatement statement, List<@Nullable String[]> rows) throws SQLException {
        int parameter = 1;
        for (@Nullable String[] row : rows) {
            for (@Nullable String value : row) {
                statement.setString(parameter++, value);
            }
        }
    }
}
