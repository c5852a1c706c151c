/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes rows that contain their version: one statement for all puts and one for all deletes. */
public final class VersionColumnWriter implements SqlWriter {
    private final SqlTable table;
    /** The table with the columns that a delete writes. */
    private final SqlTable deleteTable;

    private final SqlColumn deletedColumn;
    private final SqlColumn versionColumn;

    /** @param table its last two columns are those for the deletion time and the version */
    public VersionColumnWriter(SqlTable table) {
        this.table = table;
        this.deleteTable = table.withLastColumns(2);
        this.deletedColumn = deleteTable.nonKeyColumns().get(0);
        this.versionColumn = deleteTable.nonKeyColumns().get(1);
    }

    @Override
    public BitSet write(SqlSession session, List<RowChange> changes) throws SQLException {
        Dialect dialect = session.dialect();
        StatementRows puts = new StatementRows(dialect, table);
        StatementRows deletes = new StatementRows(dialect, deleteTable);
        for (int i = 0; i < changes.size(); i++) {
            int index = i;
            RowChange change = changes.get(i);
            ItemValue order = new ItemValue.S(change.order().text());
            change.put().ifPresent(row -> {
                Map<String, ItemValue> values = new LinkedHashMap<>(row.columns());
                values.put(versionColumn.name(), order);
                puts.add(index, row.key(), values);
            });
            change.delete()
                    .ifPresent(key -> deletes.add(
                            index,
                            key,
                            Map.of(
                                    deletedColumn.name(),
                                    StatementRows.time(change.time()),
                                    versionColumn.name(),
                                    order)));
        }
        BitSet applied = new BitSet();
        upsert(session, table, puts, applied);
        if (!puts.isEmpty() && !deletes.isEmpty()) {
            // Committed separately: two statements in one transaction could deadlock with those of another task.
            session.commit();
        }
        upsert(session, deleteTable, deletes, applied);
        applied.flip(0, changes.size());
        return applied;
    }

    private void upsert(SqlSession session, SqlTable columns, StatementRows rows, BitSet applied) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Dialect dialect = session.dialect();
        int size = rows.size();
        int updateCount = session.update(
                dialect.upsert(columns, Optional.of(versionColumn), size), columns.columns(), rows.sorted());
        BitSet written = new BitSet();
        written.set(0, size);
        if (!dialect.isAllWritten(updateCount, size)) {
            staleRows(session, rows).forEach(row -> written.clear(row));
        }
        written.stream().forEach(row -> applied.set(rows.changeIndex(row)));
    }

    /** The indexes of the rows for which the table contains a newer version. */
    private List<Integer> staleRows(SqlSession session, StatementRows rows) throws SQLException {
        return session.query(
                session.dialect().selectStale(table, versionColumn, rows.size()),
                table.withLastColumns(1).columns(),
                rows.withKeyAndLastColumn().sorted(),
                row -> row.getInt(1));
    }
}
