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
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** MySQL 8.0 and later, MariaDB 10.2 and later. */
public final class MySql implements Dialect {
    private static final Texts VALUES = new Texts();

    /** What an index of InnoDB takes (MySQL manual, "InnoDB Limits"), in characters of four bytes. */
    private static final int KEY_CHARACTERS = 768;
    /** What a part of the key that is neither text nor binary takes of that at most. */
    private static final int OTHER_PART = 8;

    private static final Set<String> BINARIES = Set.of("varbinary", "tinyblob", "blob", "mediumblob", "longblob");
    /** What makes a number or a time of a text, and of 1.5 without a word 2. */
    private static final Set<String> ROUNDING = Set.of(
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

    private static final int TABLE_EXISTS = 1050;
    private static final int DUPLICATE_COLUMN = 1060;

    private final String collation;

    private MySql(String collation) {
        this.collation = collation;
    }

    public static MySql ofMySql() {
        return new MySql("utf8mb4_0900_bin");
    }

    public static MySql ofMariaDb() {
        return new MySql("utf8mb4_nopad_bin");
    }

    /**
     * Without strict mode values are cut to what fits; times are in UTC. What backslashes mean stays: a driver that asked
     * for it before quotes values by it.
     */
    @Override
    public String greeting() {
        return "SET SESSION sql_mode = CONCAT('STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_ZERO_DATE,NO_ZERO_IN_DATE',"
                + " IF(FIND_IN_SET('NO_BACKSLASH_ESCAPES', @@SESSION.sql_mode), ',NO_BACKSLASH_ESCAPES', '')),"
                + " time_zone = '+00:00', innodb_lock_wait_timeout = 10";
    }

    @Override
    public int longestName() {
        return 64;
    }

    @Override
    public String quoted(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    @Override
    public Object value(ColumnType type, ItemValue value) {
        Object text = value.fold(VALUES);
        return type.kind() == ColumnType.Kind.TIMESTAMP
                ? text.toString().replace("T", " ").replace("Z", "")
                : text;
    }

    @Override
    public String create(Wanted table) {
        return "CREATE TABLE IF NOT EXISTS " + quoted(table.name()) + " ("
                + table.key().stream()
                        .map(column -> quoted(column.name()) + " " + keyType(table, column.type()) + " NOT NULL, ")
                        .collect(joining())
                + table.others().stream()
                        .map(column -> quoted(column.name()) + " " + type(column.type()) + ", ")
                        .collect(joining())
                + "PRIMARY KEY ("
                + table.key().stream().map(column -> quoted(column.name())).collect(joining(", "))
                + ")) CHARACTER SET utf8mb4";
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

    /** The parts of a key that have a length share what an index takes. */
    private String keyType(Wanted table, ColumnType type) {
        long sharing =
                table.key().stream().filter(column -> hasLength(column.type())).count();
        long length =
                sharing == 0 ? 0 : (KEY_CHARACTERS - OTHER_PART * (table.key().size() - sharing)) / sharing;
        return switch (type.kind()) {
            case ANY, STRING, JSON -> "VARCHAR(" + length + ") CHARACTER SET utf8mb4 COLLATE " + collation;
            case BINARY -> "VARBINARY(" + 4 * length + ")";
            default -> type(type);
        };
    }

    private static boolean hasLength(ColumnType type) {
        return switch (type.kind()) {
            case ANY, STRING, JSON, BINARY -> true;
            default -> false;
        };
    }

    @Override
    public String add(TableName table, Column column) {
        return "ALTER TABLE " + quoted(table) + " ADD COLUMN " + quoted(column.name()) + " " + type(column.type());
    }

    @Override
    public boolean isAlreadyDone(SQLException error) {
        return error.getErrorCode() == DUPLICATE_COLUMN || error.getErrorCode() == TABLE_EXISTS;
    }

    @Override
    public String relax(TableName table, String column, Existing.Column existing) {
        return "ALTER TABLE " + quoted(table) + " MODIFY " + quoted(column) + " ... NULL";
    }

    @Override
    public String alter(Wanted table, Column column) {
        boolean isKey = table.key().contains(column);
        return "ALTER TABLE " + quoted(table.name()) + " MODIFY " + quoted(column.name()) + " "
                + (isKey ? keyType(table, column.type()) + " NOT NULL" : type(column.type()));
    }

    @Override
    public Optional<String> misfit(ColumnType type, Existing.Column existing, boolean isKey) {
        String has = existing.type();
        String wanted = isKey && hasLength(type) ? "VARCHAR or VARBINARY" : type(type);
        if (!fits(type, existing, isKey)) {
            return Optional.of("has the type " + has + (existing.digits() > 0 ? "(" + existing.digits() + ")" : "")
                    + ", where " + wanted + " is needed");
        }
        // 'a', 'A' and 'a ' are different keys.
        return existing.collation()
                .filter(name ->
                        isKey && !name.equals("binary") && !name.endsWith("_nopad_bin") && !name.endsWith("_0900_bin"))
                .map(name -> "has the collation " + name + ", which takes different keys for the same one: " + collation
                        + " is needed");
    }

    private static boolean fits(ColumnType type, Existing.Column existing, boolean isKey) {
        String has = existing.type();
        return switch (type.kind()) {
            case ANY, STRING ->
                isKey
                        ? Set.of("varchar", "text", "tinytext", "mediumtext", "longtext")
                                .contains(has)
                        : !BINARIES.contains(has) && !ROUNDING.contains(has);
            case INTEGER ->
                Set.of("bigint", "int", "integer", "mediumint", "smallint", "decimal")
                        .contains(has);
            case DECIMAL -> has.equals("decimal") && existing.digits() >= type.scale();
            case DOUBLE -> has.equals("double");
            case BOOLEAN -> Set.of("tinyint", "boolean").contains(has);
            case TIMESTAMP -> Set.of("datetime", "timestamp").contains(has) && existing.digits() == 6;
            case JSON -> Set.of("json", "longtext", "mediumtext", "text").contains(has);
            case BINARY -> BINARIES.contains(has);
        };
    }

    @Override
    public Optional<String> misfit(List<Set<String>> otherKeys) {
        return otherKeys.stream()
                .findFirst()
                .map(columns -> "has another unique index, on " + columns
                        + ": MySQL would update whichever row has these values already");
    }

    @Override
    public String upsert(SqlTable table, Optional<SqlColumn> guard, int rows) {
        String assignments = table.others().stream()
                // From left to right: the version must come last, or the columns after it would see the new one.
                .map(column -> quoted(column.name()) + " = "
                        + guard.map(version -> newer(version, column)).orElse("VALUES(" + quoted(column.name()) + ")"))
                .collect(joining(", "));
        return insert(table, rows)
                + (table.others().isEmpty() ? keep(table) : " ON DUPLICATE KEY UPDATE " + assignments);
    }

    private String newer(SqlColumn version, SqlColumn column) {
        String held = quoted(version.name());
        return "IF(" + held + " IS NULL OR " + held + " < VALUES(" + held + "), VALUES(" + quoted(column.name()) + "), "
                + quoted(column.name()) + ")";
    }

    private String insert(SqlTable table, int rows) {
        String row = "(" + "?, ".repeat(table.columns().size() - 1) + "?)";
        return "INSERT INTO " + quoted(table.name()) + " (" + names(table.columns()) + ") VALUES "
                + (row + ", ").repeat(rows - 1) + row;
    }

    private String names(List<SqlColumn> columns) {
        return columns.stream().map(column -> quoted(column.name())).collect(joining(", "));
    }

    private String keep(SqlTable table) {
        String key = quoted(table.key().get(0).name());
        return " ON DUPLICATE KEY UPDATE " + key + " = " + key;
    }

    /** An inserted row counts 1, an updated one 2, one that stays as it is 0 or 1, as the driver is set. */
    @Override
    public boolean isAllWritten(int updated, int rows) {
        return updated == 2 * rows;
    }

    @Override
    public String selectOlder(SqlTable table, SqlColumn guard, int rows) {
        return IntStream.range(0, rows)
                .mapToObj(i -> "SELECT " + i + " FROM " + quoted(table.name()) + " WHERE " + matches(table) + " AND "
                        + quoted(guard.name()) + " > ?")
                .collect(joining(" UNION ALL "));
    }

    private String matches(SqlTable table) {
        return table.key().stream()
                .map(column -> quoted(column.name()) + " = ?")
                .collect(joining(" AND "));
    }

    @Override
    public String insertMissing(SqlTable table, int rows) {
        return insert(table, rows) + keep(table);
    }

    @Override
    public String lock(SqlTable table, int rows) {
        String key = quoted(table.key().get(0).name());
        return "SELECT " + names(table.columns()) + " FROM " + quoted(table.name()) + " WHERE " + key + " IN ("
                + "?, ".repeat(rows - 1) + "?) ORDER BY " + key + " FOR UPDATE";
    }

    @Override
    public String delete(SqlTable table, int rows) {
        return "DELETE FROM " + quoted(table.name()) + " WHERE " + ("(" + matches(table) + ") OR ").repeat(rows - 1)
                + "(" + matches(table) + ")";
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
