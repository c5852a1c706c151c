/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import static io.changefeed.readmodel.sql.dialect.PostgreSqlNames.quote;
import static java.util.stream.Collectors.joining;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of PostgreSQL. They are bound as one array per column, so that the text of a statement, and therefore its
 * plan, does not depend on the number of rows.
 */
final class PostgreSqlRowDialect implements RowDialect {
    /** An index on a column of these types also finds values of the type {@code bigint}. */
    private static final Set<String> NARROW_INTEGERS = Set.of("smallint", "integer");

    private static final BindValueConverter CONVERTER = new BindValueConverter();

    @Override
    public Object bindValue(ColumnType type, ItemValue value) {
        return value.fold(CONVERTER);
    }

    @Override
    public String upsert(SqlTable table, UpdateRule rule, int rows) {
        String conflict = " ON CONFLICT (" + names(table.key()) + ") DO ";
        if (table.nonKeyColumns().isEmpty()) {
            return insert(table) + conflict + "NOTHING";
        }
        String assignments = table.nonKeyColumns().stream()
                .map(column -> quote(column.name()) + " = " + assignedValue(column, rule))
                .collect(joining(", "));
        String where = rule.version()
                .map(column -> " WHERE t." + quote(column.name()) + " IS NULL OR t."
                        + quote(column.name()) + " COLLATE \"C\" < EXCLUDED." + quote(column.name())
                        + " COLLATE \"C\"")
                .orElse("");
        return insert(table) + conflict + "UPDATE SET " + assignments + where;
    }

    private String assignedValue(SqlColumn column, UpdateRule rule) {
        String name = quote(column.name());
        return rule.maximum().equals(Optional.of(column))
                ? "greatest(t." + name + ", EXCLUDED." + name + ")"
                : "EXCLUDED." + name;
    }

    private String insert(SqlTable table) {
        return "INSERT INTO " + quote(table.name()) + " AS t (" + names(table.columns()) + ") SELECT "
                + values(table.columns(), "s") + " FROM " + unnest(table.columns(), "s");
    }

    private String names(List<SqlColumn> columns) {
        return columns.stream().map(column -> quote(column.name())).collect(joining(", "));
    }

    private static String values(List<SqlColumn> columns, String source) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> value(columns.get(i), source, i))
                .collect(joining(", "));
    }

    /** Casts to the type without its length, with which PostgreSQL would truncate longer values. */
    private static String value(SqlColumn column, String source, int number) {
        return source + ".c" + number + "::" + column.databaseType();
    }

    private static String unnest(List<SqlColumn> columns, String source) {
        return "unnest("
                + columns.stream()
                        .map(column -> "?::" + arrayType(column) + "[]")
                        .collect(joining(", "))
                + ") AS " + source + "("
                + IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(joining(", ")) + ")";
    }

    private static String arrayType(SqlColumn column) {
        return column.type().kind() == ColumnType.Kind.BINARY ? "bytea" : "text";
    }

    @Override
    public boolean isAllWritten(int updateCount, int rows) {
        return updateCount == rows;
    }

    @Override
    public String selectIndexes(SqlTable table, int rows) {
        String unnest = unnest(table.key(), "s").replace(") AS s(", ") WITH ORDINALITY AS s(");
        return "SELECT s.n - 1"
                + table.nonKeyColumns().stream()
                        .map(column -> ", t." + quote(column.name()))
                        .collect(joining())
                + " FROM " + unnest.substring(0, unnest.length() - 1) + ", n) JOIN " + quote(table.name())
                + " AS t ON " + keyEquals(table);
    }

    private String keyEquals(SqlTable table) {
        return IntStream.range(0, table.key().size())
                .mapToObj(i -> keyEquals(table.key().get(i), i))
                .collect(joining(" AND "));
    }

    /** A number out of the range of the column is the key of no row, but cannot be cast to the column's type. */
    private static String keyEquals(SqlColumn key, int number) {
        String type = NARROW_INTEGERS.contains(key.databaseType()) ? "bigint" : key.databaseType();
        return "t." + quote(key.name()) + " = s.c" + number + "::" + type;
    }

    @Override
    public String insertMissing(SqlTable table, int rows) {
        return insert(table) + " ON CONFLICT (" + names(table.key()) + ") DO NOTHING";
    }

    @Override
    public String raise(SqlTable table) {
        SqlColumn column = table.nonKeyColumns().get(0);
        List<SqlColumn> bound = Stream.concat(Stream.of(column), Stream.concat(table.key().stream(), Stream.of(column)))
                .toList();
        String name = quote(column.name());
        String key = IntStream.range(0, table.key().size())
                .mapToObj(i -> keyEquals(table.key().get(i), i + 1))
                .collect(joining(" AND "));
        return "UPDATE " + quote(table.name()) + " AS t SET " + name + " = " + value(column, "s", 0) + " FROM "
                + unnest(bound, "s") + " WHERE " + key + " AND (t." + name + " IS NULL OR t." + name
                + " COLLATE \"C\" < s.c" + (bound.size() - 1) + " COLLATE \"C\")";
    }

    @Override
    public String selectByKey(SqlTable table, int rows) {
        String key = quote(table.key().get(0).name());
        return "SELECT " + names(table.columns()) + " FROM " + quote(table.name()) + " WHERE " + key
                + " = ANY (?::text[]) ORDER BY " + key + " COLLATE \"C\"";
    }

    @Override
    public String selectSmaller(SqlTable table, SqlColumn column, int limit) {
        return "SELECT " + names(table.columns()) + " FROM " + quote(table.name()) + " WHERE " + quote(column.name())
                + " < ANY (?::text[]::" + column.databaseType() + "[]) ORDER BY " + quote(column.name()) + " LIMIT "
                + limit;
    }

    @Override
    public String delete(SqlTable table, int rows) {
        return "DELETE FROM " + quote(table.name()) + " AS t USING " + unnest(table.key(), "s") + " WHERE "
                + keyEquals(table);
    }

    @Override
    public int bind(PreparedStatement statement, int first, List<SqlColumn> columns, List<@Nullable Object[]> rows)
            throws SQLException {
        for (int c = 0; c < columns.size(); c++) {
            boolean isBinary = arrayType(columns.get(c)).equals("bytea");
            @Nullable Object[] values = isBinary ? new byte[rows.size()][] : new String[rows.size()];
            for (int r = 0; r < values.length; r++) {
                values[r] = rows.get(r)[c];
            }
            statement.setArray(first + c, statement.getConnection().createArrayOf(isBinary ? "bytea" : "text", values));
        }
        return first + columns.size();
    }
}
