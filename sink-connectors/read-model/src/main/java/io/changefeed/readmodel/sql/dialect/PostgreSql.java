/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import static java.util.stream.Collectors.joining;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.Existing;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableName;
import io.changefeed.readmodel.sql.table.Wanted;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 9.5 and later. Rows are bound as one array a column, so that a statement is the same text, and is planned
 * once, however many rows there are.
 */
public final class PostgreSql implements Dialect {
    private static final Texts VALUES = new Texts();
    private static final Set<String> ROUNDING =
            Set.of("float4", "float8", "money", "date", "time", "timetz", "timestamp", "timestamptz", "interval");
    /** What the driver calls numbers that have a sequence. */
    private static final Map<String, String> SERIALS = Map.of("bigserial", "int8", "serial", "int4");

    @Override
    public String greeting() {
        return "SET lock_timeout = '10s'";
    }

    @Override
    public int longestName() {
        return 63;
    }

    @Override
    public String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    @Override
    public Object value(ColumnType type, ItemValue value) {
        return value.fold(VALUES);
    }

    @Override
    public String create(Wanted table) {
        return "CREATE TABLE IF NOT EXISTS " + quoted(table.name()) + " ("
                + table.key().stream()
                        .map(column -> definition(column) + " NOT NULL, ")
                        .collect(joining())
                + table.others().stream()
                        .map(column -> definition(column) + ", ")
                        .collect(joining())
                + "PRIMARY KEY ("
                + table.key().stream().map(column -> quoted(column.name())).collect(joining(", "))
                + "))";
    }

    private String definition(Column column) {
        return quoted(column.name()) + " " + type(column.type());
    }

    private static String type(ColumnType type) {
        return switch (type.kind()) {
            case ANY, STRING -> "text";
            case INTEGER -> "bigint";
            case DECIMAL -> "numeric(" + type.precision() + "," + type.scale() + ")";
            case DOUBLE -> "double precision";
            case BOOLEAN -> "boolean";
            case TIMESTAMP -> "timestamptz";
            case JSON -> "jsonb";
            case BINARY -> "bytea";
        };
    }

    @Override
    public String add(TableName table, Column column) {
        return "ALTER TABLE " + quoted(table) + " ADD COLUMN IF NOT EXISTS " + definition(column);
    }

    /** Two that create the same table at a time can meet in the catalog, where one gets a unique violation. */
    @Override
    public boolean isAlreadyDone(SQLException error) {
        return Set.of("42P07", "42701", "23505", "42710").contains(String.valueOf(error.getSQLState()));
    }

    @Override
    public String relax(TableName table, String column, Existing.Column existing) {
        return "ALTER TABLE " + quoted(table) + " ALTER COLUMN " + quoted(column) + " DROP NOT NULL";
    }

    @Override
    public String alter(Wanted table, Column column) {
        String name = quoted(column.name());
        String type = type(column.type());
        return "ALTER TABLE " + quoted(table.name()) + " ALTER COLUMN " + name + " TYPE " + type + " USING " + name
                + "::" + type;
    }

    @Override
    public Optional<String> misfit(ColumnType type, Existing.Column existing, boolean isKey) {
        String has = existing.type();
        boolean fits = switch (type.kind()) {
            // Of a key, what differs must stay different: not citext, char, uuid or an enumeration.
            case ANY, STRING -> isKey ? Set.of("text", "varchar").contains(has) : !isRounding(existing);
            case INTEGER ->
                Set.of("int8", "bigserial", "int4", "serial", "int2", "numeric").contains(has);
            case DECIMAL -> has.equals("numeric") && (isUnlimited(existing) || existing.digits() >= type.scale());
            case DOUBLE -> has.equals("float8");
            case BOOLEAN -> has.equals("bool");
            case TIMESTAMP -> Set.of("timestamptz", "timestamp").contains(has) && existing.digits() == 6;
            case JSON -> Set.of("jsonb", "json", "text").contains(has);
            case BINARY -> has.equals("bytea");
        };
        return fits ? Optional.empty() : Optional.of("has the type " + has + ", where " + type(type) + " is needed");
    }

    /** Whether it makes a number or a time of a text, and cuts without a word what it has no digits for. */
    private static boolean isRounding(Existing.Column existing) {
        return existing.type().equals("numeric") ? !isUnlimited(existing) : ROUNDING.contains(existing.type());
    }

    private static boolean isUnlimited(Existing.Column numeric) {
        return numeric.size() > 1000 || numeric.size() == 0;
    }

    @Override
    public Optional<String> misfit(List<Set<String>> otherKeys) {
        return Optional.empty();
    }

    @Override
    public String upsert(SqlTable table, Optional<SqlColumn> guard, int rows) {
        String conflict = " ON CONFLICT (" + names(table.key()) + ") DO ";
        if (table.others().isEmpty()) {
            return insert(table) + conflict + "NOTHING";
        }
        String assignments = table.others().stream()
                .map(column -> quoted(column.name()) + " = EXCLUDED." + quoted(column.name()))
                .collect(joining(", "));
        String where = guard.map(column -> " WHERE t." + quoted(column.name()) + " IS NULL OR t."
                        + quoted(column.name()) + " COLLATE \"C\" < EXCLUDED." + quoted(column.name())
                        + " COLLATE \"C\"")
                .orElse("");
        return insert(table) + conflict + "UPDATE SET " + assignments + where;
    }

    private String insert(SqlTable table) {
        return "INSERT INTO " + quoted(table.name()) + " AS t (" + names(table.columns()) + ") SELECT "
                + values(table.columns(), "s") + " FROM " + unnest(table.columns(), "s");
    }

    private String names(List<SqlColumn> columns) {
        return columns.stream().map(column -> quoted(column.name())).collect(joining(", "));
    }

    private static String values(List<SqlColumn> columns, String source) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> value(columns.get(i), source, i))
                .collect(joining(", "));
    }

    /** A cast to a type without its length: with it, what is too long would be cut. */
    private static String value(SqlColumn column, String source, int number) {
        String type = SERIALS.getOrDefault(column.databaseType(), column.databaseType());
        return source + ".c" + number + "::" + type;
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
    public boolean isAllWritten(int updated, int rows) {
        return updated == rows;
    }

    @Override
    public String selectOlder(SqlTable table, SqlColumn guard, int rows) {
        List<SqlColumn> columns =
                Stream.concat(table.key().stream(), Stream.of(guard)).toList();
        String unnest = unnest(columns, "s").replace(") AS s(", ") WITH ORDINALITY AS s(");
        return "SELECT s.n - 1 FROM " + unnest.substring(0, unnest.length() - 1) + ", n) JOIN " + quoted(table.name())
                + " AS t ON " + matches(table) + " WHERE t." + quoted(guard.name()) + " COLLATE \"C\" > s.c"
                + table.key().size() + " COLLATE \"C\"";
    }

    private String matches(SqlTable table) {
        return IntStream.range(0, table.key().size())
                .mapToObj(i -> "t." + quoted(table.key().get(i).name()) + " = "
                        + value(table.key().get(i), "s", i))
                .collect(joining(" AND "));
    }

    @Override
    public String insertMissing(SqlTable table, int rows) {
        return insert(table) + " ON CONFLICT (" + names(table.key()) + ") DO NOTHING";
    }

    @Override
    public String lock(SqlTable table, int rows) {
        SqlColumn key = table.key().get(0);
        return "SELECT " + names(table.columns()) + " FROM " + quoted(table.name()) + " WHERE " + quoted(key.name())
                + " = ANY (?::text[]) ORDER BY " + quoted(key.name()) + " FOR UPDATE";
    }

    @Override
    public String delete(SqlTable table, int rows) {
        return "DELETE FROM " + quoted(table.name()) + " AS t USING " + unnest(table.key(), "s") + " WHERE "
                + matches(table);
    }

    @Override
    public void bind(PreparedStatement statement, List<SqlColumn> columns, List<@Nullable Object[]> rows)
            throws SQLException {
        for (int c = 0; c < columns.size(); c++) {
            boolean isBinary = arrayType(columns.get(c)).equals("bytea");
            @Nullable Object[] values = isBinary ? new byte[rows.size()][] : new String[rows.size()];
            for (int r = 0; r < values.length; r++) {
                values[r] = rows.get(r)[c];
            }
            statement.setArray(c + 1, statement.getConnection().createArrayOf(isBinary ? "bytea" : "text", values));
        }
    }
}
