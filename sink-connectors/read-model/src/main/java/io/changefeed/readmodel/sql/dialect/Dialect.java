/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

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
import org.jspecify.annotations.Nullable;

/**
 * How a database is spoken to. Statements are for a number of rows, whose values {@link #bind} puts into them; a value is
 * a {@code String}, a {@code byte[]} or null.
 */
public interface Dialect {
    /** What a new connection executes before anything else. */
    String greeting();

    /** The longest name that a table or a column may have; a longer one would be cut. */
    int longestName();

    String quoted(String identifier);

    default String quoted(TableName table) {
        return table.schema().map(schema -> quoted(schema) + ".").orElse("") + quoted(table.name());
    }

    /** A value as it is bound. */
    Object value(ColumnType type, ItemValue value);

    /** Creates a table where there is none. */
    String create(Wanted table);

    /** Adds a column that may be empty. */
    String add(TableName table, Column column);

    /** Whether a statement that creates or adds failed because somebody else had just done the same. */
    boolean isAlreadyDone(SQLException error);

    /** Lets a column be empty. */
    String relax(TableName table, String column, Existing.Column existing);

    /** Gives a column the type that it should have. */
    String alter(Wanted table, Column column);

    /** Why an existing column cannot hold every value of a type as it is; empty when it can. */
    Optional<String> misfit(ColumnType type, Existing.Column existing, boolean isKey);

    /** Why a table's further unique indexes are in the way; empty when they are not. */
    Optional<String> misfit(List<Set<String>> otherKeys);

    /**
     * Inserts rows, or updates those that exist.
     *
     * @param guard the column that must be smaller in the row that exists than in the new one; empty to update always
     */
    String upsert(SqlTable table, Optional<SqlColumn> guard, int rows);

    /** Whether all rows of an {@link #upsert} were written, by the number that the database gave. */
    boolean isAllWritten(int updated, int rows);

    /** Selects the numbers, from 0, of the rows of which the table has a greater value in {@code guard}. */
    String selectOlder(SqlTable table, SqlColumn guard, int rows);

    /** Inserts those rows that do not exist. */
    String insertMissing(SqlTable table, int rows);

    /** Selects columns of rows, in the key's order, and locks these rows; it has the key's columns bound. */
    String lock(SqlTable table, int rows);

    /** Deletes rows; it has the key's columns bound. */
    String delete(SqlTable table, int rows);

    /** Binds the values of rows, each in the order of {@code columns}. */
    void bind(PreparedStatement statement, List<SqlColumn> columns, List<@Nullable Object[]> rows) throws SQLException;
}
