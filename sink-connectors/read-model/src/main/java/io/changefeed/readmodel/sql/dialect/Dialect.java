/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The SQL dialect of a database. Statements are built for a number of rows, whose values are set by {@link #bind}; values
 * are of type {@code String} or {@code byte[]}, or null.
 */
public interface Dialect {
    /** Initializes a new connection. */
    default void initializeSession(Connection connection) throws SQLException {}

    /** Initializes a transaction, before its first statement. */
    default void initializeTransaction(Connection connection) throws SQLException {}

    /** The maximum length of table and column names in bytes. The database truncates longer names. */
    int maxNameLength();

    String quote(String identifier);

    default String quote(TableName table) {
        return table.schema().map(schema -> quote(schema) + ".").orElse("") + quote(table.name());
    }

    /** Converts a value for {@link #bind}. */
    Object bindValue(ColumnType type, ItemValue value);

    /** Creates a table if it does not exist. */
    String createTable(TableDefinition table);

    /** Adds a nullable column. */
    String addColumn(TableName table, Column column);

    /** Whether a statement failed because the table or column already exists. */
    boolean isAlreadyExistsError(SQLException error);

    /** Makes a column nullable. */
    String dropNotNull(TableName table, String column, TableDescriptor.Column existing);

    /** Changes the type of a column to the required one. */
    String alterType(TableDefinition table, Column column);

    /** Why a column cannot store every value of a type without loss; empty if it can. */
    Optional<String> findMismatch(ColumnType type, TableDescriptor.Column existing, boolean isKey);

    /** Why additional unique indexes of a table are not allowed; empty if they are. */
    Optional<String> findConflictingKey(List<Set<String>> otherKeys);

    /**
     * Inserts rows and updates existing ones.
     *
     * @param guard a column; existing rows are updated only if their value is smaller. If empty, they are always updated
     */
    String upsert(SqlTable table, Optional<SqlColumn> guard, int rows);

    /** Whether an {@link #upsert} has written all rows, according to the update count. */
    boolean isAllWritten(int updateCount, int rows);

    /** Selects the indexes of the rows for which the table contains a greater value in {@code guard}. */
    String selectStale(SqlTable table, SqlColumn guard, int rows);

    /** Inserts the rows that do not exist. */
    String insertMissing(SqlTable table, int rows);

    /** Selects rows in key order and locks them. Only the key columns are bound. */
    String selectForUpdate(SqlTable table, int rows);

    /** Deletes rows. Only the key columns are bound. */
    String delete(SqlTable table, int rows);

    /** Sets the values of rows, each in the order of {@code columns}. */
    void bind(PreparedStatement statement, List<SqlColumn> columns, List<@Nullable Object[]> rows) throws SQLException;
}
