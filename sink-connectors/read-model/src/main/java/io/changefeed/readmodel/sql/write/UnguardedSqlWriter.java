/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes rows without versions: the last write wins. */
public final class UnguardedSqlWriter implements SqlWriter {
    private final RowTableWriter rows;

    public UnguardedSqlWriter(SqlTable table, Optional<String> deletedColumn) {
        this.rows = new RowTableWriter(table, deletedColumn);
    }

    @Override
    public BitSet write(SqlSession session, List<RowChange> changes) throws SQLException {
        Map<RowKey, RowTableWriter.RowContent> puts = new LinkedHashMap<>();
        for (RowChange change : changes) {
            change.delete().ifPresent(key -> puts.put(key, RowTableWriter.RowContent.deleted(change.time())));
            change.put().ifPresent(row -> puts.put(row.key(), RowTableWriter.RowContent.of(row.columns())));
        }
        Map<RowKey, RowTableWriter.RowContent> deletes = new LinkedHashMap<>(puts);
        deletes.values().removeIf(row -> row.deleted().isEmpty());
        puts.keySet().removeAll(deletes.keySet());
        rows.write(session, puts);
        // Committed separately: two statements in one transaction could deadlock with those of another task.
        session.commit();
        rows.write(session, deletes);
        return new BitSet();
    }
}
