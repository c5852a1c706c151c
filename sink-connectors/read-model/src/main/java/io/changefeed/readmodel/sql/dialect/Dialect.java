/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import static java.util.stream.Collectors.joining;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.ReadModelSchema.ItemColumns;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.UniqueIndex;
import io.changefeed.readmodel.sql.table.TableName;
import io.changefeed.readmodel.sql.table.ViewDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
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

    /** Selects whether the server rejects all writes. */
    String selectReadOnly();

    /** Why a schema, table or column cannot have this name, as a predicate of a sentence; empty if it can. */
    Optional<String> findNameProblem(String name);

    /** The order of column names in which names of the same column are equal. */
    Comparator<String> columnNames();

    /** Whether texts can contain U+0000. */
    boolean acceptsNullCharacters();

    String quote(String identifier);

    default String quote(TableName table) {
        return table.schema().map(schema -> quote(schema) + ".").orElse("") + quote(table.name());
    }

    /** Converts a value for {@link #bind}. */
    Object bindValue(ColumnType type, ItemValue value);

    /** Creates a table with its indexes. */
    String createTable(TableDefinition table);

    /** Adds a nullable column. */
    String addColumn(TableName table, Column column);

    /** Whether a statement failed because the table or column already exists. */
    boolean isAlreadyExistsError(SQLException error);

    /** Whether a statement failed because the user lacks a privilege. */
    boolean isPrivilegeError(SQLException error);

    /** Allows a user to write a table. */
    String grantWrites(TableName table, String user);

    /** Adds a primary key on the key columns, or a unique index if there is a primary key that is not replaced. */
    String addKey(TableDefinition table, TableDescriptor existing, boolean replacesPrimaryKey);

    /** Adds an index on some columns. */
    String addIndex(TableDefinition table, List<Column> columns, TableDescriptor existing);

    /** Drops a unique index, or the constraint that owns it. */
    String dropIndex(TableName table, UniqueIndex index);

    /**
     * Allows to insert rows without a value of a column.
     *
     * @param primaryKey the primary key if it contains the column, which then cannot be nullable
     */
    String dropNotNull(
            TableName table, String column, TableDescriptor.Column existing, Optional<UniqueIndex> primaryKey);

    /** Changes the type of a column to the required one, with a collation that distinguishes keys. */
    String alterType(TableDefinition table, Column column);

    /** Makes a column accept the values of statements. */
    String dropDefault(TableDefinition table, Column column, TableDescriptor.Default existing);

    /**
     * Why a column cannot store every value of a type without loss, or why different keys are equal in it; empty if it
     * is suitable.
     */
    Optional<String> findMismatch(ColumnType type, TableDescriptor.Column existing, boolean isKey);

    /**
     * Why a unique index that does not identify rows makes an {@link #upsert} fail or update other rows, as a predicate
     * of a sentence; empty if it does not.
     *
     * @param key the key columns, in a set that compares names as the database does
     * @param written all columns that are written, in such a set
     */
    Optional<String> findConflict(UniqueIndex index, TableDescriptor existing, Set<String> key, Set<String> written);

    /** Creates a view of the items of shared rows. */
    default String createView(ViewDefinition view) {
        return "CREATE VIEW " + viewBody(view);
    }

    /** Replaces a view by one that has further columns after the existing ones. */
    default String replaceView(ViewDefinition view) {
        return "CREATE OR REPLACE VIEW " + viewBody(view);
    }

    /** The subquery reads one entry of the index on row, time and item, however many items share the row. */
    private String viewBody(ViewDefinition view) {
        String items = quote(view.items());
        String item = quote(ItemColumns.ITEM);
        String row = quote(ItemColumns.ROW);
        return quote(view.name()) + " AS SELECT "
                + view.columns().stream().map(column -> "i." + quote(column)).collect(joining(", "))
                + " FROM " + items + " i WHERE i." + item + " = (SELECT o." + item + " FROM " + items + " o WHERE o."
                + row + " = i." + row + " ORDER BY o." + quote(ItemColumns.CHANGED) + " DESC, o." + item
                + " DESC LIMIT 1)";
    }

    /** The size of statements that the server accepts. */
    StatementLimit statementLimit(Connection connection) throws SQLException;

    /** Inserts rows and updates existing ones by a rule. */
    String upsert(SqlTable table, UpdateRule rule, int rows);

    /** Whether an {@link #upsert} has written all rows, according to the update count. */
    boolean isAllWritten(int updateCount, int rows);

    /** Inserts the rows that do not exist. */
    String insertMissing(SqlTable table, int rows);

    /**
     * Sets the only non-key column of one existing row if its value is smaller or NULL. Bound are the value, the key, and
     * the value again.
     */
    String raise(SqlTable table);

    /** Deletes rows. Only the key columns are bound. */
    String delete(SqlTable table, int rows);

    /** Selects the indexes of the rows that exist, each with its non-key columns. Only the key columns are bound. */
    String selectIndexes(SqlTable table, int rows);

    /** Selects all columns of rows in the order of their only key column, which is bound. */
    String selectByKey(SqlTable table, int rows);

    /** Selects rows as {@link #selectByKey} does and locks them. */
    default String selectForUpdate(SqlTable table, int rows) {
        return selectByKey(table, rows) + " FOR UPDATE";
    }

    /** Selects all columns of a limited number of rows whose value in a column is smaller than the bound one. */
    String selectSmaller(SqlTable table, SqlColumn column, int limit);

    /** Sets the values of rows, each in the order of {@code columns}. */
    void bind(PreparedStatement statement, List<SqlColumn> columns, List<@Nullable Object[]> rows) throws SQLException;
}
