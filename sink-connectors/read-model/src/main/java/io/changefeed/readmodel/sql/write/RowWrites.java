/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Has rows show what they are told to, whatever they show now. */
final class RowWrites {
    private final SqlTable table;
    private final Optional<String> deletedColumn;

    RowWrites(SqlTable table, Optional<String> deletedColumn) {
        this.table = table;
        this.deletedColumn = deletedColumn;
    }

    /**
     * What a row shows.
     *
     * @param deleted when it was deleted; empty when it is there
     */
    record Shown(Map<String, ItemValue> columns, Optional<Instant> deleted) {
        static Shown of(Map<String, ItemValue> columns) {
            return new Shown(columns, Optional.empty());
        }

        static Shown deleted(Instant time) {
            return new Shown(Map.of(), Optional.of(time));
        }
    }

    void write(Session session, Map<RowKey, Shown> shown) throws SQLException {
        Dialect dialect = session.dialect();
        SqlTable removed = deletedColumn.isPresent() ? table.withLast(1) : table.withLast(0);
        Rows puts = new Rows(dialect, table);
        Rows deletes = new Rows(dialect, removed);
        shown.forEach((key, row) -> {
            if (row.deleted().isEmpty()) {
                puts.add(0, key, row.columns());
            } else {
                deletes.add(
                        0,
                        key,
                        deletedColumn
                                .map(name ->
                                        Map.of(name, Rows.time(row.deleted().get())))
                                .orElse(Map.of()));
            }
        });
        // First, so that a row that moves is not in the way of itself where a further column is unique.
        if (!deletes.isEmpty()) {
            String sql = deletedColumn.isPresent()
                    ? dialect.upsert(removed, Optional.empty(), deletes.size())
                    : dialect.delete(removed, deletes.size());
            session.update(sql, removed.columns(), deletes.inOrder());
        }
        if (!puts.isEmpty()) {
            session.update(dialect.upsert(table, Optional.empty(), puts.size()), table.columns(), puts.inOrder());
        }
    }
}
