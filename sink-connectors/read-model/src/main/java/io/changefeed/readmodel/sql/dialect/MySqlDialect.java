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
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The dialect of MySQL 8.0.17 and later and MariaDB 10.2 and later. */
public final class MySqlDialect implements Dialect {
    private static final BindValueConverter CONVERTER = new BindValueConverter();

    /** The limit of an InnoDB index key (MySQL manual, "InnoDB Limits"), in characters of four bytes. */
    private static final int MAX_KEY_CHARACTERS = 768;
    /** The share of a key column that is neither text nor binary, in characters. */
    private static final int FIXED_SIZE_PART = 8;

    private static final Set<String> BINARY_TYPES = Set.of("varbinary", "tinyblob", "blob", "mediumblob", "longblob");
    /** Types that convert text to numbers or times and round silently. */
    private static final Set<String> ROUNDING_TYPES = Set.of(
            "tinyint",
            "boolean",
            "smallint",
            "mediumint",
            "int",
            "integer",
            "bigint",
            "decimal",
            "float",
            "double",
            "bit",
            "year",
            "date",
            "time",
            "datetime",
            "timestamp");

    /** Of a statement that the server prepares. */
    private static final int MAX_PARAMETERS = 65_535;

    private static final Set<String> TEXT_TYPES = Set.of("tinytext", "text", "mediumtext", "longtext");

    private static final int MAX_NAME_CHARACTERS = 64;
    private static final Set<String> SYSTEM_COLUMNS = Set.of("DB_ROW_ID", "DB_TRX_ID", "DB_ROLL_PTR");

    private static final int TABLE_EXISTS = 1050;
    private static final int DUPLICATE_COLUMN = 1060;
    /** Denied for a database, a table, a column, the server, or a view. */
    private static final Set<Integer> PRIVILEGE_ERRORS = Set.of(1044, 1142, 1143, 1227, 1345);

    private final String collation;

    private MySqlDialect(String collation) {
        this.collation = collation;
    }

    public static MySqlDialect forMySql() {
        return new MySqlDialect("utf8mb4_0900_bin");
    }

    public static MySqlDialect forMariaDb() {
        return new MySqlDialect("utf8mb4_nopad_bin");
    }

    /**
     * Enables strict mode, without which values are truncated, and sets the time zone to UTC and the isolation to READ COMMITTED. The mode
     * NO_BACKSLASH_ESCAPES is kept, because the driver has already adapted its quoting to it.
     */
    @Override
    public void initializeSession(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET SESSION sql_mode = CONCAT('STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE',"
                            + " IF(FIND_IN_SET('NO_BACKSLASH_ESCAPES', @@SESSION.sql_mode), ',NO_BACKSLASH_ESCAPES', '')),"
                            + " time_zone = '+00:00', innodb_lock_wait_timeout = 10, lock_wait_timeout = 10");
        }
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    @Override
    public String selectReadOnly() {
        return "SELECT @@GLOBAL.read_only NOT IN ('0', 'OFF') OR @@GLOBAL.innodb_read_only NOT IN ('0', 'OFF')";
    }

    /** MySQL manual, "Schema Object Names" and "Identifier Length Limits". */
    @Override
    public Optional<String> findNameProblem(String name) {
        int characters = name.codePointCount(0, name.length());
        if (characters > MAX_NAME_CHARACTERS) {
            return Optional.of(
                    "has " + characters + " characters, but MySQL and MariaDB allow only " + MAX_NAME_CHARACTERS);
        }
        if (name.endsWith(" ")) {
            return Optional.of("ends with a space, which MySQL and MariaDB do not allow");
        }
        if (name.codePoints().anyMatch(character -> character == 0 || character > Character.MAX_VALUE)) {
            return Optional.of("contains U+0000 or a character above U+FFFF, which MySQL and MariaDB do not allow");
        }
        return SYSTEM_COLUMNS.contains(name.toUpperCase(Locale.ROOT))
                ? Optional.of("is the name of a system column of MySQL and MariaDB")
                : Optional.empty();
    }

    @Override
    public Comparator<String> columnNames() {
        return String.CASE_INSENSITIVE_ORDER;
    }

    @Override
    public boolean acceptsNullCharacters() {
        return true;
    }

    @Override
    public String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    @Override
    public Object bindValue(ColumnType type, ItemValue value) {
        Object text = value.fold(CONVERTER);
        return type.kind() == ColumnType.Kind.TIMESTAMP
                ? text.toString().replace("T", " ").replace("Z", "")
                : text;
    }

    @Override
    public String createTable(TableDefinition table) {
        return "CREATE TABLE " + quote(table.name()) + " ("
                + table.key().stream()
                        .map(column -> quote(column.name()) + " " + type(table, column) + " NOT NULL, ")
                        .collect(joining())
                + table.nonKeyColumns().stream()
                        .map(column -> quote(column.name()) + " " + type(table, column) + ", ")
                        .collect(joining())
                + "PRIMARY KEY (" + columnNames(table.key()) + ")"
                + table.indexes().stream()
                        .map(columns -> ", INDEX (" + columnNames(columns) + ")")
                        .collect(joining())
                + ") CHARACTER SET utf8mb4";
    }

    private String columnNames(List<Column> columns) {
        return columns.stream().map(column -> quote(column.name())).collect(joining(", "));
    }

    /** The type of a column, which has a limited length if the column is in an index. */
    private String type(TableDefinition table, Column column) {
        return Optional.ofNullable(table.lengths().get(column.name()))
                .map(this::text)
                .or(() -> table.indexOf(column).map(index -> keyType(index, column.type())))
                .orElseGet(() -> type(column.type()));
    }

    private String text(long length) {
        return "VARCHAR(" + length + ") CHARACTER SET utf8mb4 COLLATE " + collation;
    }

    private static String type(ColumnType type) {
        return switch (type.kind()) {
            case ANY, STRING -> "LONGTEXT";
            case INTEGER -> "BIGINT";
            case DECIMAL -> "DECIMAL(" + type.precision() + "," + type.scale() + ")";
            case DOUBLE -> "DOUBLE";
            case BOOLEAN -> "TINYINT(1)";
            case TIMESTAMP -> "DATETIME(6)";
            case JSON -> "JSON";
            case BINARY -> "LONGBLOB";
        };
    }

    /** The variable-length columns of an index share the limit of an index key. */
    private String keyType(List<Column> index, ColumnType type) {
        long variableColumns = index.stream()
                .filter(column -> hasVariableLength(column.type()))
                .count();
        long length = variableColumns == 0
                ? 0
                : (MAX_KEY_CHARACTERS - FIXED_SIZE_PART * (index.size() - variableColumns)) / variableColumns;
        return switch (type.kind()) {
            case ANY, STRING, JSON -> text(length);
            case BINARY -> "VARBINARY(" + 4 * length + ")";
            default -> type(type);
        };
    }

    private static boolean hasVariableLength(ColumnType type) {
        return switch (type.kind()) {
            case ANY, STRING, JSON, BINARY -> true;
            default -> false;
        };
    }

    @Override
    public String addColumn(TableName table, Column column) {
        return "ALTER TABLE " + quote(table) + " ADD COLUMN " + quote(column.name()) + " " + type(column.type());
    }

    @Override
    public boolean isAlreadyExistsError(SQLException error) {
        return error.getErrorCode() == DUPLICATE_COLUMN || error.getErrorCode() == TABLE_EXISTS;
    }

    @Override
    public boolean isPrivilegeError(SQLException error) {
        return PRIVILEGE_ERRORS.contains(error.getErrorCode());
    }

    /** @param user as {@code user@host} */
    @Override
    public String grantWrites(TableName table, String user) {
        int host = user.lastIndexOf('@');
        String account =
                host < 0 ? quote(user) : quote(user.substring(0, host)) + "@" + quote(user.substring(host + 1));
        return "GRANT SELECT, INSERT, UPDATE, DELETE ON " + quote(table) + " TO " + account;
    }

    @Override
    public String addKey(TableDefinition table, TableDescriptor existing, boolean replacesPrimaryKey) {
        boolean isPrimary = existing.primaryKey().isEmpty() || replacesPrimaryKey;
        return "ALTER TABLE " + quote(table.name()) + (replacesPrimaryKey ? " DROP PRIMARY KEY, " : " ")
                + modifyUnlimited(table, table.key(), existing)
                + "ADD " + (isPrimary ? "PRIMARY" : "UNIQUE") + " KEY (" + columnNames(table.key()) + ")";
    }

    @Override
    public String addIndex(TableDefinition table, List<Column> columns, TableDescriptor existing) {
        return "ALTER TABLE " + quote(table.name()) + " " + modifyUnlimited(table, columns, existing) + "ADD INDEX ("
                + columnNames(columns) + ")";
    }

    /** Text without a length cannot be indexed as a whole. */
    private String modifyUnlimited(TableDefinition table, List<Column> columns, TableDescriptor existing) {
        return columns.stream()
                .filter(column -> Optional.ofNullable(existing.columns().get(column.name()))
                        .filter(current -> TEXT_TYPES.contains(current.type()) || isBlob(current.type()))
                        .isPresent())
                .map(column -> modifyType(table, column) + ", ")
                .collect(joining());
    }

    private static boolean isBlob(String type) {
        return BINARY_TYPES.contains(type) && !type.equals("varbinary");
    }

    @Override
    public String dropIndex(TableName table, UniqueIndex index) {
        return "ALTER TABLE " + quote(table) + " DROP "
                + (index.isPrimary() ? "PRIMARY KEY" : "INDEX " + quote(index.name()));
    }

    /** A primary key that contains other columns than the row key is rejected, so the column is no longer in it. */
    @Override
    public String dropNotNull(
            TableName table, String column, TableDescriptor.Column existing, Optional<UniqueIndex> primaryKey) {
        return "ALTER TABLE " + quote(table) + " MODIFY " + quote(column) + " " + existing.notation() + " NULL";
    }

    @Override
    public String alterType(TableDefinition table, Column column) {
        return "ALTER TABLE " + quote(table.name()) + " " + modifyType(table, column);
    }

    private String modifyType(TableDefinition table, Column column) {
        boolean isKey = table.key().contains(column);
        return "MODIFY " + quote(column.name()) + " " + type(table, column) + (isKey ? " NOT NULL" : "");
    }

    @Override
    public String dropDefault(TableDefinition table, Column column, TableDescriptor.Default existing) {
        return existing == TableDescriptor.Default.VIRTUAL
                ? "ALTER TABLE " + quote(table.name()) + " DROP COLUMN " + quote(column.name()) + ", ADD COLUMN "
                        + quote(column.name()) + " " + type(column.type())
                : alterType(table, column);
    }

    @Override
    public Optional<String> findMismatch(ColumnType type, TableDescriptor.Column existing, boolean isKey) {
        String required = isKey && hasVariableLength(type) ? "VARCHAR or VARBINARY" : type(type);
        if (!fits(type, existing, isKey)) {
            return Optional.of("has the type " + existing.typeText() + " instead of " + required);
        }
        // 'a', 'A' and 'a ' have to be different keys.
        return existing.collation()
                .filter(name ->
                        isKey && !name.equals("binary") && !name.endsWith("_nopad_bin") && !name.endsWith("_0900_bin"))
                .map(name -> "has the collation " + name + ", which treats different keys as equal, instead of "
                        + collation);
    }

    private static boolean fits(ColumnType type, TableDescriptor.Column existing, boolean isKey) {
        String actual = existing.type();
        return switch (type.kind()) {
            case ANY, STRING ->
                isKey
                        ? actual.equals("varchar") || TEXT_TYPES.contains(actual)
                        : !BINARY_TYPES.contains(actual) && !ROUNDING_TYPES.contains(actual);
            case INTEGER ->
                Set.of("bigint", "int", "integer", "mediumint", "smallint", "decimal")
                        .contains(actual);
            case DECIMAL -> actual.equals("decimal") && existing.scale() >= type.scale();
            case DOUBLE -> actual.equals("double");
            case BOOLEAN -> Set.of("tinyint", "boolean").contains(actual);
            case TIMESTAMP -> Set.of("datetime", "timestamp").contains(actual) && existing.scale() == 6;
            case JSON -> Set.of("json", "longtext", "mediumtext", "text").contains(actual);
            case BINARY -> BINARY_TYPES.contains(actual);
        };
    }

    /**
     * ON DUPLICATE KEY UPDATE updates a row that has the same values in any unique index. An index that contains the key
     * cannot be violated by a row with another key, and new numbers are unique.
     */
    @Override
    public Optional<String> findConflict(
            UniqueIndex index, TableDescriptor existing, Set<String> key, Set<String> written) {
        boolean isSafe = index.columns().containsAll(key)
                || index.columns().stream()
                        .anyMatch(column -> isNewNumber(column, existing) && !written.contains(column));
        return isSafe
                ? Optional.empty()
                : Optional.of("makes the database update a row with another key and the same values in this index");
    }

    private static boolean isNewNumber(String column, TableDescriptor existing) {
        return Optional.ofNullable(existing.columns().get(column))
                .filter(found -> found.defaultValue() == TableDescriptor.Default.AUTO_INCREMENT)
                .isPresent();
    }

    @Override
    public StatementLimit statementLimit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet limit = statement.executeQuery("SELECT @@max_allowed_packet")) {
            limit.next();
            return new StatementLimit("max_allowed_packet", limit.getLong(1), MAX_PARAMETERS);
        }
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

    /** An inserted row counts as 1, an updated row as 2, an unchanged row as 0 or 1, depending on the driver's settings. */
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
    public void bind(PreparedStatement statement, List<SqlColumn> columns, List<@Nullable Object[]> rows)
            throws SQLException {
        int parameter = 1;
        for (@Nullable Object[] row : rows) {
            for (int c = 0; c < columns.size(); c++) {
                if (row[c] instanceof byte[] bytes) {
                    statement.setBytes(parameter++, bytes);
                } else {
                    statement.setString(parameter++, (String) row[c]);
                }
            }
        }
    }
}
