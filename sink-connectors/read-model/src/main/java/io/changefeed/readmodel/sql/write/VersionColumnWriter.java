/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemChange.Reject;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.dialect.UpdateRule;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one item each that contain their version: one statement for all rows that items are in, and one for
 * all rows that they leave, which remain with the time of the delete.
 */
public final class VersionColumnWriter implements SqlWriter {
    private final SqlTable table;
    private final SqlTable leftRows;
    private final SqlTable versions;
    private final SqlColumn deleted;
    private final SqlColumn version;

    /** @param table its last two columns are those for the deletion time and the version */
    public VersionColumnWriter(SqlTable table) {
        List<SqlColumn> columns = table.nonKeyColumns();
        this.table = table;
        this.deleted = columns.get(columns.size() - 2);
        this.version = columns.get(columns.size() - 1);
        this.leftRows = table.withColumns(deleted.name(), version.name());
        this.versions = table.withColumns(version.name());
    }

    @Override
    public BitSet write(SqlSession session, List<ItemChange> changes) throws SQLException, RecordConflictException {
        StatementRows puts = new StatementRows(session.dialect(), table);
        StatementRows leaves = new StatementRows(session.dialect(), leftRows);
        StatementRows rejects = new StatementRows(session.dialect(), versions);
        for (int i = 0; i < changes.size(); i++) {
            add(i, changes.get(i), puts, leaves, rejects);
        }
        BitSet applied = new BitSet();
        BitSet stale = new BitSet();
        // Committed separately: two series of locks in one transaction could deadlock with those of another task.
        if (!puts.isEmpty()) {
            upsert(session, puts, changes, applied, stale);
            session.commit();
        }
        if (!leaves.isEmpty()) {
            SoftDeletes.write(session, leaves, rows -> upsert(session, rows, changes, applied, stale));
            session.commit();
        }
        raiseVersions(session, rejects);
        stale.andNot(applied);
        return stale;
    }

    private void add(int index, ItemChange change, StatementRows puts, StatementRows leaves, StatementRows rejects) {
        Map<String, ItemValue> values =
                Map.of(version.name(), StatementRows.text(change.storedVersion().text()));
        if (change.effect() instanceof Reject reject) {
            reject.target().ifPresent(row -> rejects.add(index, row, values));
        }
        change.leaves().ifPresent(row -> {
            Map<String, ItemValue> deletion = Map.of(deleted.name(), StatementRows.time(change.time()));
            leaves.add(index, row, deletion, values);
        });
        change.put().ifPresent(row -> puts.add(index, row.key(), row.columns(), values));
    }

    private void upsert(SqlSession session, StatementRows rows, List<ItemChange> changes, BitSet applied, BitSet stale)
            throws SQLException, RecordConflictException {
        RowDialect dialect = session.dialect();
        UpdateRule rule = UpdateRule.ifNewer(version);
        int count = session.store(
                size -> dialect.upsert(rows.table(), rule, size), rows.table().columns(), rows.sorted());
        BitSet staleRows = new BitSet();
        if (!dialect.isAllWritten(count, rows.size())) {
            for (StoredRow stored : stored(session, rows)) {
                ItemChange change = changes.get(rows.changeIndex(stored.row));
                if (stored.version.compareTo(change.storedVersion()) > 0) {
                    RecordConflictException.check(change, stored.version);
                    staleRows.set(stored.row);
                }
            }
        }
        for (int row = 0; row < rows.size(); row++) {
            (staleRows.get(row) ? stale : applied).set(rows.changeIndex(row));
        }
    }

    private record StoredRow(int row, RowVersion version) {}

    private List<StoredRow> stored(SqlSession session, StatementRows rows) throws SQLException {
        return session.query(
                size -> session.dialect().selectIndexes(versions, size),
                table.key(),
                rows.withKeyOnly().sorted(),
                (found, first) -> new StoredRow(first + found.getInt(1), new RowVersion(found.getString(2))));
    }

    /** The rows of rejected items keep their content. A row that does not exist is not created. */
    private void raiseVersions(SqlSession session, StatementRows rejects) throws SQLException {
        String sql = session.dialect().raise(versions);
        List<SqlColumn> columns = new ArrayList<>(List.of(version));
        columns.addAll(versions.columns());
        for (@Nullable Object[] row : rejects.sorted()) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(row[row.length - 1]);
            Stream.of(row).forEach(values::add);
            session.update(rows -> sql, columns, List.<@Nullable Object[]>of(values.toArray()));
        }
    }
}
