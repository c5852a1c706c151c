/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import static java.util.stream.Collectors.joining;

import io.changefeed.benchmarks.readmodel.TargetTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The upsert statement of the connector: it binds an array for each column, and replaces a row only by a newer one. */
final class GuardedUpsert {
    private final String sql;
    private final int columns;

    /** @param columns the key first, the version last */
    GuardedUpsert(String table, List<Column> columns) {
        this.columns = columns.size();
        String key = quoted(columns.get(0));
        String version = quoted(columns.get(columns.size() - 1));
        this.sql = "INSERT INTO \"" + table + "\" AS t ("
                + columns.stream().map(GuardedUpsert::quoted).collect(joining(", ")) + ") SELECT "
                + numbered(i -> "s.c" + i + "::" + columns.get(i).type()) + " FROM unnest("
                + numbered(i -> "?::text[]") + ") AS s(" + numbered(i -> "c" + i) + ") ON CONFLICT (" + key
                + ") DO UPDATE SET "
                + columns.stream()
                        .skip(1)
                        .map(column -> quoted(column) + " = EXCLUDED." + quoted(column))
                        .collect(joining(", "))
                + " WHERE t." + version + " IS NULL OR t." + version + " COLLATE \"C\" < EXCLUDED." + version
                + " COLLATE \"C\"";
    }

    private interface ColumnExpression {
        String ofColumn(int number);
    }

    private String numbered(ColumnExpression part) {
        return IntStream.range(0, columns).mapToObj(part::ofColumn).collect(joining(", "));
    }

    private static String quoted(Column column) {
        return "\"" + column.name() + "\"";
    }

    String sql() {
        return sql;
    }

    /** Executes the statement and returns the number of written rows. */
    int execute(Connection connection, List<@Nullable String[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int c = 0; c < columns; c++) {
                int column = c;
                statement.setArray(
                        c + 1,
                        connection.createArrayOf(
                                "text", rows.stream().map(row -> row[column]).toArray(String[]::new)));
            }
            return statement.executeUpdate();
        }
    }
}
