/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import static java.util.stream.Collectors.joining;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.Restriction;
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of PostgreSQL 9.5 and later. Rows are bound as one array per column, so that the text of a statement, and
 * therefore its plan, does not depend on the number of rows.
 */
public final class PostgreSqlDialect implements Dialect {
    private static final BindValueConverter CONVERTER = new BindValueConverter();
    private static final int MAX_NAME_BYTES = 63;
    /** PostgreSQL manual, "System Columns". A table can have these names, but not its columns. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");
    /** Types that convert text to numbers, times or shorter text and round or truncate silently. */
    private static final Set<String> ROUNDING_TYPES = Set.of(
            "float4",
            "float8",
            "money",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "name",
            "char");

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** Half of the size of a value, because the text of an array contains binary values as hexadecimal digits. */
    private static final long MAX_ARRAY_BYTES = 512L * 1024 * 1024;

    /**
     * Nothing is set for the session: a pooler such as PgBouncer can execute each transaction of a connection in another
     * session of the server, which other clients use as well. The driver sends both commands at once.
     */
    @Override
    public void initializeTransaction(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '10s'; SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
        }
    }

    @Override
    public String selectReadOnly() {
        return "SELECT current_setting('transaction_read_only') = 'on'";
    }

    /** PostgreSQL truncates longer names (manual, "Identifiers and Key Words"). */
    @Override
    public Optional<String> findNameProblem(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_NAME_BYTES) {
            return Optional.of("has " + bytes + " bytes, but PostgreSQL allows only " + MAX_NAME_BYTES);
        }
        if (name.indexOf('\0') >= 0) {
            return Optional.of("contains the character U+0000");
        }
        return SYSTEM_COLUMNS.contains(name)
                ? Optional.of("is the name of a system column of PostgreSQL")
                : Optional.empty();
    }

    @Override
    public Comparator<String> columnNames() {
        return Comparator.naturalOrder();
    }

    @Override
    public boolean acceptsNullCharacters() {
        return false;
    }

    @Override
    public String quote(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    @Override
    public Object bindValue(ColumnType type, ItemValue value) {
        return value.fold(CONVERTER);
    }

    @Override
    public String createTable(TableDefinition table) {
        return "CREATE TABLE " + quote(table.name()) + " ("
                + table.key().stream()
                        .map(column -> definition(table, column) + " NOT NULL, ")
                        .collect(joining())
                + table.nonKeyColumns().stream()
                        .map(column -> definition(table, column) + ", ")
                        .collect(joining())
                + "PRIMARY KEY (" + columnNames(table.key()) + "))"
                + table.indexes().stream()
                        .map(columns -> "; " + createIndex(table.name(), columns))
                        .collect(joining());
    }

    private String createIndex(TableName table, List<Column> columns) {
        return "CREATE INDEX ON " + quote(table) + " (" + columnNames(columns) + ")";
    }

    private String columnNames(List<Column> columns) {
        return columns.stream().map(column -> quote(column.name())).collect(joining(", "));
    }

    private String definition(TableDefinition table, Column column) {
        return definition(column) + (table.lengths().containsKey(column.name()) ? " COLLATE \"C\"" : "");
    }

    private String definition(Column column) {
        return quote(column.name()) + " " + type(column.type());
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
    public String addColumn(TableName table, Column column) {
        return "ALTER TABLE " + quote(table) + " ADD COLUMN " + definition(column);
    }

    /** Includes the unique violation that concurrent CREATE TABLE statements can cause in the catalog. */
    @Override
    public boolean isAlreadyExistsError(SQLException error) {
        return Set.of("42P07", "42701", "23505", "42710").contains(String.valueOf(error.getSQLState()));
    }

    @Override
    public boolean isPrivilegeError(SQLException error) {
        return INSUFFICIENT_PRIVILEGE.equals(error.getSQLState());
    }

    @Override
    public String grantWrites(TableName table, String user) {
        return "GRANT SELECT, INSERT, UPDATE, DELETE ON " + quote(table) + " TO " + quote(user);
    }

    @Override
    public String addKey(TableDefinition table, TableDescriptor existing, boolean replacesPrimaryKey) {
        String key =
                " (" + table.key().stream().map(column -> quote(column.name())).collect(joining(", ")) + ")";
        if (existing.primaryKey().isPresent() && !replacesPrimaryKey) {
            return "CREATE UNIQUE INDEX ON " + quote(table.name()) + key;
        }
        return existing.primaryKey()
                        .map(primary -> dropIndex(table.name(), primary) + ",")
                        .orElse("ALTER TABLE " + quote(table.name()))
                + " ADD PRIMARY KEY" + key;
    }

    @Override
    public String addIndex(TableDefinition table, List<Column> columns, TableDescriptor existing) {
        return createIndex(table.name(), columns);
    }

    @Override
    public String dropIndex(TableName table, UniqueIndex index) {
        return index.isConstraint()
                ? "ALTER TABLE " + quote(table) + " DROP CONSTRAINT " + quote(index.name())
                : "DROP INDEX " + quote(new TableName(table.schema(), index.name()));
    }

    @Override
    public String dropNotNull(
            TableName table, String column, TableDescriptor.Column existing, Optional<UniqueIndex> primaryKey) {
        if (primaryKey.isEmpty()) {
            return alterColumn(table, column) + " DROP NOT NULL";
        }
        return Set.of("int8", "int4", "int2").contains(existing.type())
                ? alterColumn(table, column) + " ADD GENERATED BY DEFAULT AS IDENTITY"
                : dropIndex(table, primaryKey.get()) + ", ALTER COLUMN " + quote(column) + " DROP NOT NULL";
    }

    private String alterColumn(TableName table, String column) {
        return "ALTER TABLE " + quote(table) + " ALTER COLUMN " + quote(column);
    }

    @Override
    public String alterType(TableDefinition table, Column column) {
        String type = type(column.type());
        boolean isKeyText = type.equals("text") && table.key().contains(column);
        return alterColumn(table.name(), column.name()) + " TYPE " + type + (isKeyText ? " COLLATE \"C\"" : "")
                + " USING " + quote(column.name()) + "::" + type;
    }

    @Override
    public String dropDefault(TableDefinition table, Column column, TableDescriptor.Default existing) {
        return switch (existing) {
            case IDENTITY -> alterColumn(table.name(), column.name()) + " DROP IDENTITY";
            case STORED -> alterColumn(table.name(), column.name()) + " DROP EXPRESSION";
            default ->
                "ALTER TABLE " + quote(table.name()) + " DROP COLUMN " + quote(column.name()) + ", ADD COLUMN "
                        + definition(column);
        };
    }

    @Override
    public Optional<String> findMismatch(ColumnType type, TableDescriptor.Column existing, boolean isKey) {
        String actual = existing.type();
        boolean fits = switch (type.kind()) {
            // Different texts can be equal as char, citext or uuid.
            case ANY, STRING -> isKey ? Set.of("text", "varchar", "enum").contains(actual) : !isRounding(existing);
            case INTEGER ->
                Set.of("int8", "int4", "int2").contains(actual) || (actual.equals("numeric") && existing.scale() >= 0);
            case DECIMAL -> actual.equals("numeric") && (isUnconstrained(existing) || existing.scale() >= type.scale());
            case DOUBLE -> actual.equals("float8");
            case BOOLEAN -> actual.equals("bool");
            case TIMESTAMP -> Set.of("timestamptz", "timestamp").contains(actual) && existing.scale() == 6;
            case JSON -> Set.of("jsonb", "json", "text").contains(actual);
            case BINARY -> actual.equals("bytea");
        };
        if (!fits) {
            return Optional.of("has the type " + existing.typeText() + " instead of " + type(type));
        }
        return existing.collation()
                .filter(collation -> isKey)
                .map(collation ->
                        "has the nondeterministic collation " + collation + ", which treats different keys as equal");
    }

    /** Whether the type converts text to a number or a time and rounds silently. */
    private static boolean isRounding(TableDescriptor.Column existing) {
        return existing.type().equals("numeric")
                ? !isUnconstrained(existing)
                : ROUNDING_TYPES.contains(existing.type());
    }

    private static boolean isUnconstrained(TableDescriptor.Column numeric) {
        return numeric.size() == 0;
    }

    /** ON CONFLICT uses every valid index on exactly the key columns, whatever its collation, and rejects deferrable ones. */
    @Override
    public Optional<String> findConflict(
            UniqueIndex index, TableDescriptor existing, Set<String> key, Set<String> written) {
        boolean isUsed = index.columns().equals(key)
                && Set.of(Restriction.DEFERRABLE, Restriction.COLLATION).containsAll(index.restrictions());
        return isUsed ? index.restrictions().stream().findFirst().map(Restriction::reason) : Optional.empty();
    }

    @Override
    public StatementLimit statementLimit(Connection connection) {
        return new StatementLimit("the maximum size of an array", MAX_ARRAY_BYTES, Integer.MAX_VALUE);
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
                .mapToObj(i -> "t." + quote(table.key().get(i).name()) + " = "
                        + value(table.key().get(i), "s", i))
                .collect(joining(" AND "));
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
                .mapToObj(i -> "t." + quote(table.key().get(i).name()) + " = "
                        + value(table.key().get(i), "s", i + 1))
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
