/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.dialect.UpdateRule;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes rows without versions: the last write wins. */
public final class UnguardedSqlWriter implements SqlWriter {
    private final RowTableWriter rows;
    private final SqlTable table;
    private final Optional<String> deletedColumn;

    public UnguardedSqlWriter(SqlTable table, Optional<String> deletedColumn) {
        this.rows = new RowTableWriter(table);
        this.table = table;
        this.deletedColumn = deletedColumn;
    }

    @Override
    public BitSet write(SqlSession session, List<ItemChange> changes) throws SQLException, RecordConflictException {
        List<Row> puts = new ArrayList<>();
        List<ItemChange> leaves = new ArrayList<>();
        for (ItemChange change : changes) {
            change.put().ifPresent(puts::add);
            change.leaves().ifPresent(row -> leaves.add(change));
        }
        session.update(rows.puts(session.dialect(), puts));
        // Committed separately: two series of locks in one transaction could deadlock with those of another task.
        session.commit();
        if (!leaves.isEmpty()) {
            remove(session, leaves);
        }
        return new BitSet();
    }

    private void remove(SqlSession session, List<ItemChange> leaves) throws SQLException, RecordConflictException {
        if (deletedColumn.isEmpty()) {
            List<RowKey> keys =
                    leaves.stream().flatMap(change -> change.leaves().stream()).toList();
            session.update(rows.deletes(session.dialect(), keys));
            return;
        }
        String column = deletedColumn.get();
        RowDialect dialect = session.dialect();
        SqlTable deleted = table.withColumns(column);
        StatementRows deletes = new StatementRows(dialect, deleted);
        for (ItemChange change : leaves) {
            Map<String, ItemValue> time = Map.of(column, StatementRows.time(change.time()));
            change.leaves().ifPresent(row -> deletes.add(0, row, time));
        }
        SoftDeletes.write(
                session,
                deletes,
                rows -> session.store(
                        size -> dialect.upsert(deleted, UpdateRule.ALWAYS, size), deleted.columns(), rows.sorted()));
    }
}
