/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.dialect.UpdateRule;
import io.changefeed.readmodel.sql.table.SqlTable;
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

    void put(SqlSession session, Collection<Row> rows) throws SQLException {
        if (!rows.isEmpty()) {
            StatementRows puts = new StatementRows(session.dialect(), table);
            rows.forEach(row -> puts.add(0, row.key(), row.columns()));
            session.store(
                    size -> session.dialect().upsert(table, UpdateRule.ALWAYS, size), table.columns(), puts.sorted());
        }
    }

    void delete(SqlSession session, Collection<RowKey> rows) throws SQLException {
        if (!rows.isEmpty()) {
            session.update(
                    size -> session.dialect().delete(keys, size),
                    keys.columns(),
                    keys(session.dialect(), List.copyOf(rows)).sorted());
        }
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
