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

/** Writes without versions: the last change of a row, as they come, is what it shows. */
public final class BatchWriter implements Writer {
    private final RowWrites rows;

    public BatchWriter(SqlTable table, Optional<String> deletedColumn) {
        this.rows = new RowWrites(table, deletedColumn);
    }

    @Override
    public BitSet write(Session session, List<RowChange> changes) throws SQLException {
        Map<RowKey, RowWrites.Shown> shown = new LinkedHashMap<>();
        for (RowChange change : changes) {
            change.delete().ifPresent(key -> shown.put(key, RowWrites.Shown.deleted(change.time())));
            change.put().ifPresent(row -> shown.put(row.key(), RowWrites.Shown.of(row.columns())));
        }
        Map<RowKey, RowWrites.Shown> deleted = new LinkedHashMap<>(shown);
        deleted.values().removeIf(row -> row.deleted().isEmpty());
        shown.keySet().removeAll(deleted.keySet());
        rows.write(session, shown);
        // Two statements would lock rows in an order that another task's two may have the other way round.
        session.commit();
        rows.write(session, deleted);
        return new BitSet();
    }
}
