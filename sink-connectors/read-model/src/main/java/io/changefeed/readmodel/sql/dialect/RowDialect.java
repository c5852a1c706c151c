/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ColumnType;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a database reads and writes rows. Statements are built for a number of rows, whose values are set by
 * {@link #bind}; values are of type {@code String} or {@code byte[]}, or null.
 */
public interface RowDialect {
    /** Converts a value for {@link #bind}. */
    Object bindValue(ColumnType type, ItemValue value);

    /** Inserts rows and updates existing ones by a rule. */
    String upsert(SqlTable table, UpdateRule rule, int rows);

    /** Whether an {@link #upsert} has written all rows, according to the update count. */
    boolean isAllWritten(int updateCount, int rows);

    /** Inserts the rows that do not exist. */
    String insertMissing(SqlTable table, int rows);

    /**
     * Sets the only non-key column of one existing row if its value is smaller or NULL. Bound are the value, the key,
     * and the value again.
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

    /**
     * Sets the values of rows, each in the order of {@code columns}.
     *
     * @param first the number of the first parameter to set
     * @return the number of the next parameter
     */
    int bind(PreparedStatement statement, int first, List<SqlColumn> columns, List<@Nullable Object[]> rows)
            throws SQLException;
}
