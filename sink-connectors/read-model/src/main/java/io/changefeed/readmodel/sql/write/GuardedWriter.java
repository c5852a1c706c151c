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

/** Writes rows that hold their version themselves, with one statement for all that are put and one for all that are deleted. */
public final class GuardedWriter implements Writer {
    private final SqlTable table;
    /** Of the table, what a deletion writes: the last two columns. */
    private final SqlTable deletions;

    private final SqlColumn deleted;
    private final SqlColumn version;

    /** @param table whose last columns are that of the deletion's time and that of the version */
    public GuardedWriter(SqlTable table) {
        this.table = table;
        this.deletions = table.withLast(2);
        this.deleted = deletions.others().get(0);
        this.version = deletions.others().get(1);
    }

    @Override
    public BitSet write(Session session, List<RowChange> changes) throws SQLException {
        Dialect dialect = session.dialect();
        Rows puts = new Rows(dialect, table);
        Rows deletes = new Rows(dialect, deletions);
        for (int i = 0; i < changes.size(); i++) {
            int number = i;
            RowChange change = changes.get(i);
            ItemValue order = new ItemValue.S(change.order().text());
            change.put().ifPresent(row -> {
                Map<String, ItemValue> values = new LinkedHashMap<>(row.columns());
                values.put(version.name(), order);
                puts.add(number, row.key(), values);
            });
            change.delete()
                    .ifPresent(key -> deletes.add(
                            number, key, Map.of(deleted.name(), Rows.time(change.time()), version.name(), order)));
        }
        BitSet applied = new BitSet();
        upsert(session, table, puts, applied);
        if (!puts.isEmpty() && !deletes.isEmpty()) {
            // Two statements would lock rows in an order that another task's two may have the other way round.
            session.commit();
        }
        upsert(session, deletions, deletes, applied);
        applied.flip(0, changes.size());
        return applied;
    }

    private void upsert(Session session, SqlTable columns, Rows rows, BitSet applied) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Dialect dialect = session.dialect();
        int size = rows.size();
        int updated =
                session.update(dialect.upsert(columns, Optional.of(version), size), columns.columns(), rows.inOrder());
        BitSet written = new BitSet();
        written.set(0, size);
        if (!dialect.isAllWritten(updated, size)) {
            older(session, rows).forEach(row -> written.clear(row));
        }
        written.stream().forEach(row -> applied.set(rows.change(row)));
    }

    /** The rows whose version is older than what is held. */
    private List<Integer> older(Session session, Rows rows) throws SQLException {
        return session.query(
                session.dialect().selectOlder(table, version, rows.size()),
                table.withLast(1).columns(),
                rows.keysAndLast().inOrder(),
                found -> found.getInt(1));
    }
}
