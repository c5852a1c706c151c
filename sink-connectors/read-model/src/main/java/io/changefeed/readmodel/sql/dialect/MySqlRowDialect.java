/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import static io.changefeed.readmodel.sql.dialect.MySqlNames.quote;
import static java.util.stream.Collectors.joining;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of MySQL and MariaDB. */
final class MySqlRowDialect implements RowDialect {
    private static final BindValueConverter CONVERTER = new BindValueConverter();

    @Override
    public Object bindValue(ColumnType type, ItemValue value) {
        Object text = value.fold(CONVERTER);
        return type.kind() == ColumnType.Kind.TIMESTAMP
                ? text.toString().replace("T", " ").replace("Z", "")
                : text;
    }

    @Override
    public String upsert(SqlTable table, UpdateRule rule, int rows) {
        if (table.nonKeyColumns().isEmpty()) {
            return insertMissing(table, rows);
        }
        String assignments = table.nonKeyColumns().stream()
                .map(column -> quote(column.name()) + " = " + assignedValue(column, rule))
                .collect(joining(", "));
        return insert(table, rows) + " ON DUPLICATE KEY UPDATE " + assignments;
    }

    /** MySQL assigns from left to right: the version has to be the last column, because all assignments compare it. */
    private String assignedValue(SqlColumn column, UpdateRule rule) {
        String name = quote(column.name());
        String value = rule.maximum().equals(Optional.of(column))
                ? "IF(" + isSmaller(column) + ", VALUES(" + name + "), " + name + ")"
                : "VALUES(" + name + ")";
        return rule.version()
                .map(version -> "IF(" + isSmaller(version) + ", " + value + ", " + name + ")")
                .orElse(value);
    }

    /** Compares bytes, whatever the collation of the column is. */
    private String isSmaller(SqlColumn column) {
        String name = quote(column.name());
        return name + " IS NULL OR CAST(" + name + " AS BINARY) < CAST(VALUES(" + name + ") AS BINARY)";
    }

    private String insert(SqlTable table, int rows) {
        String row = "(" + "?, ".repeat(table.columns().size() - 1) + "?)";
        return "INSERT INTO " + quote(table.name()) + " (" + names(table.columns()) + ") VALUES "
                + (row + ", ").repeat(rows - 1) + row;
    }

    private String names(List<SqlColumn> columns) {
        return columns.stream().map(column -> quote(column.name())).collect(joining(", "));
    }

    private String noUpdate(SqlTable table) {
        String key = quote(table.key().get(0).name());
        return " ON DUPLICATE KEY UPDATE " + key + " = " + key;
    }

    /**
     * An inserted row counts as 1, an updated row as 2, an unchanged row as 0 or 1, depending on the driver's settings.
     */
    @Override
    public boolean isAllWritten(int updateCount, int rows) {
        return updateCount == 2 * rows;
    }

    @Override
    public String selectIndexes(SqlTable table, int rows) {
        String columns = table.nonKeyColumns().stream()
                .map(column -> ", " + quote(column.name()))
                .collect(joining());
        return IntStream.range(0, rows)
                .mapToObj(i -> "SELECT " + i + columns + " FROM " + quote(table.name()) + " WHERE " + keyEquals(table))
                .collect(joining(" UNION ALL "));
    }

    private String keyEquals(SqlTable table) {
        return table.key().stream().map(column -> quote(column.name()) + " = ?").collect(joining(" AND "));
    }

    @Override
    public String insertMissing(SqlTable table, int rows) {
        return insert(table, rows) + noUpdate(table);
    }

    @Override
    public String raise(SqlTable table) {
        String column = quote(table.nonKeyColumns().get(0).name());
        return "UPDATE " + quote(table.name()) + " SET " + column + " = ? WHERE " + keyEquals(table) + " AND (" + column
                + " IS NULL OR CAST(" + column + " AS BINARY) < CAST(? AS BINARY))";
    }

    @Override
    public String selectByKey(SqlTable table, int rows) {
        String key = quote(table.key().get(0).name());
        return "SELECT " + names(table.columns()) + " FROM " + quote(table.name()) + " WHERE " + key + " IN ("
                + "?, ".repeat(rows - 1) + "?) ORDER BY " + key;
    }

    @Override
    public String selectSmaller(SqlTable table, SqlColumn column, int limit) {
        return "SELECT " + names(table.columns()) + " FROM " + quote(table.name()) + " WHERE " + quote(column.name())
                + " < ? ORDER BY " + quote(column.name()) + " LIMIT " + limit;
    }

    @Override
    public String delete(SqlTable table, int rows) {
        return "DELETE FROM " + quote(table.name()) + " WHERE " + ("(" + keyEquals(table) + ") OR ").repeat(rows - 1)
                + "(" + keyEquals(table) + ")";
    }

    @Override
    public int bind(PreparedStatement statement, int first, List<SqlColumn> columns, List<@Nullable Object[]> rows)
            throws SQLException {
        int parameter = first;
        for (@Nullable Object[] row : rows) {
            for (int c = 0; c < columns.size(); c++) {
                if (row[c] instanceof byte[] bytes) {
                    statement.setBytes(parameter++, bytes);
                } else {
                    statement.setString(parameter++, (String) row[c]);
                }
            }
        }
        return parameter;
    }
}
