/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import static io.changefeed.readmodel.sql.dialect.MySqlNames.quote;
import static java.util.stream.Collectors.joining;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tables of MySQL and MariaDB. */
final class MySqlTableDialect implements TableDialect {
    /** The limit of an InnoDB index key (MySQL manual, "InnoDB Limits"), in characters of four bytes. */
    private static final int MAX_KEY_CHARACTERS = 768;
    /** The share of a key column that is neither text nor binary, in characters. */
    private static final int FIXED_SIZE_PART = 8;

    private static final Set<String> BINARY_TYPES = Set.of("varbinary", "tinyblob", "blob", "mediumblob", "longblob");
    private static final Set<String> TEXT_TYPES = Set.of("tinytext", "text", "mediumtext", "longtext");
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

    /** In bytes. */
    private static final int TINYTEXT_LENGTH = 255;

    private static final int TABLE_EXISTS = 1050;
    private static final int DUPLICATE_COLUMN = 1060;
    /** Denied for a database, a table, a column, the server, or a view. */
    private static final Set<Integer> PRIVILEGE_ERRORS = Set.of(1044, 1142, 1143, 1227, 1345);

    private final String collation;

    /** @param collation of keys: binary, without padding */
    MySqlTableDialect(String collation) {
        this.collation = collation;
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
    public boolean locksTypesOfViews() {
        return false;
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
        if (existing.type().equals("timestamp") && !existing.isNullable() && !isKey) {
            return Optional.of("is a TIMESTAMP that is NOT NULL: depending on 'explicit_defaults_for_timestamp', the"
                    + " server stores the current time in place of NULL");
        }
        // 'a', 'A' and 'a ' have to be different keys.
        return existing.collation()
                .filter(name ->
                        isKey && !name.equals("binary") && !name.endsWith("_nopad_bin") && !name.endsWith("_0900_bin"))
                .map(name -> "has the collation " + name + ", which treats different keys as equal, instead of "
                        + collation);
    }

    @Override
    public Optional<String> findTextMismatch(int length, TableDescriptor.Column existing) {
        int maxLength = switch (existing.type()) {
            case "varchar" -> existing.size();
            case "tinytext" -> TINYTEXT_LENGTH;
            case "text", "mediumtext", "longtext" -> Integer.MAX_VALUE;
            default -> 0;
        };
        return maxLength >= length
                ? Optional.empty()
                : Optional.of("has the type " + existing.typeText() + " instead of VARCHAR(" + length + ")");
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
     * ON DUPLICATE KEY UPDATE updates a row that has the same values in any unique index. An index that contains the
     * key cannot be violated by a row with another key, and new numbers are unique.
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
}
