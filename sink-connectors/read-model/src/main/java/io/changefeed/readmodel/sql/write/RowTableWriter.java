/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.dialect.UpdateRule;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.write.SqlSession.RowStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes and deletes rows, regardless of their current content. */
final class RowTableWriter {
    private final SqlTable table;
    private final SqlTable keys;

    RowTableWriter(SqlTable table) {
        this.table = table;
        this.keys = table.withColumns();
    }

    /** The statement that writes rows; none if there are none. */
    List<RowStatement> puts(RowDialect dialect, Collection<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return List.of();
        }
        StatementRows puts = new StatementRows(dialect, table);
        rows.forEach(row -> puts.add(0, row.key(), row.columns()));
        return List.of(RowStatement.storing(
                size -> dialect.upsert(table, UpdateRule.ALWAYS, size), table.columns(), puts.sorted()));
    }

    /** The statement that deletes rows; none if there are none. */
    List<RowStatement> deletes(RowDialect dialect, Collection<RowKey> rows) {
        return rows.isEmpty()
                ? List.of()
                : List.of(new RowStatement(
                        size -> dialect.delete(keys, size),
                        keys.columns(),
                        keys(dialect, List.copyOf(rows)).sorted()));
    }

    /** The rows that do not exist. */
    Set<RowKey> missing(SqlSession session, Collection<RowKey> rows) throws SQLException {
        List<RowKey> candidates = List.copyOf(rows);
        StatementRows sorted = keys(session.dialect(), candidates);
        Set<RowKey> missing = new HashSet<>(candidates);
        if (!candidates.isEmpty()) {
            List<Integer> existing = session.query(
                    size -> session.dialect().selectIndexes(keys, size),
                    keys.columns(),
                    sorted.sorted(),
                    (found, first) -> first + found.getInt(1));
            existing.forEach(row -> missing.remove(candidates.get(sorted.changeIndex(row))));
        }
        return missing;
    }

    private StatementRows keys(RowDialect dialect, List<RowKey> rows) {
        StatementRows statementRows = new StatementRows(dialect, keys);
        for (int i = 0; i < rows.size(); i++) {
            statementRows.add(i, rows.get(i), Map.of());
        }
        return statementRows;
    }
}
