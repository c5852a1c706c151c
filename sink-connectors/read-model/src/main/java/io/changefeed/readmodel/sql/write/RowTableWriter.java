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

/** Writes the content of rows, regardless of their current content. */
final class RowTableWriter {
    private final SqlTable table;
    private final Optional<String> deletedColumn;

    RowTableWriter(SqlTable table, Optional<String> deletedColumn) {
        this.table = table;
        this.deletedColumn = deletedColumn;
    }

    /**
     * The content of a row.
     *
     * @param deleted when the row was deleted; empty if it exists
     */
    record RowContent(Map<String, ItemValue> columns, Optional<Instant> deleted) {
        static RowContent of(Map<String, ItemValue> columns) {
            return new RowContent(columns, Optional.empty());
        }

        static RowContent deleted(Instant time) {
            return new RowContent(Map.of(), Optional.of(time));
        }
    }

    void write(SqlSession session, Map<RowKey, RowContent> rows) throws SQLException {
        Dialect dialect = session.dialect();
        SqlTable deleteTable = deletedColumn.isPresent() ? table.withLastColumns(1) : table.withLastColumns(0);
        StatementRows puts = new StatementRows(dialect, table);
        StatementRows deletes = new StatementRows(dialect, deleteTable);
        rows.forEach((key, row) -> {
            if (row.deleted().isEmpty()) {
                puts.add(0, key, row.columns());
            } else {
                deletes.add(
                        0,
                        key,
                        deletedColumn
                                .map(name -> Map.of(
                                        name, StatementRows.time(row.deleted().get())))
                                .orElse(Map.of()));
            }
        });
        // Deletes come first, so that a row that moves does not conflict with itself in another unique column.
        if (!deletes.isEmpty()) {
            String sql = deletedColumn.isPresent()
                    ? dialect.upsert(deleteTable, Optional.empty(), deletes.size())
                    : dialect.delete(deleteTable, deletes.size());
            session.update(sql, deleteTable.columns(), deletes.sorted());
        }
        if (!puts.isEmpty()) {
            session.update(dialect.upsert(table, Optional.empty(), puts.size()), table.columns(), puts.sorted());
        }
    }
}
