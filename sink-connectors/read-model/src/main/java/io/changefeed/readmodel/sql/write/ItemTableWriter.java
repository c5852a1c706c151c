/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ChangeTime;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemChange.Reject;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.dialect.UpdateRule;
import io.changefeed.readmodel.sql.table.ReadModelSchema.ItemColumns;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.write.RecordTable.ItemRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the items of shared rows, each to its own record: one statement for all items. A view computes which item a
 * row shows.
 */
public final class ItemTableWriter implements SqlWriter {
    private final SqlTable table;
    private final RecordTable records;
    private final UpdateRule rule;

    /** @param table its last column is the version */
    public ItemTableWriter(SqlTable table, Duration retention, InstantSource clock) {
        this.table = table;
        this.records = new RecordTable(
                table,
                ItemColumns.VERSION,
                ItemColumns.ROW,
                ItemColumns.EXPIRES,
                List.of(ItemColumns.CHANGED),
                retention,
                clock);
        this.rule = UpdateRule.ifNewer(records.version()).keepingMaximum(table.column(ItemColumns.CHANGED));
    }

    @Override
    public BitSet write(SqlSession session, List<ItemChange> changes) throws SQLException, RecordConflictException {
        BitSet stale = new BitSet();
        List<Integer> accepted = new ArrayList<>();
        List<Integer> rejected = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            (changes.get(i).effect() instanceof Reject ? rejected : accepted).add(i);
        }
        SortedMap<ItemId, ChangeTime> missedChanges = new TreeMap<>();
        if (!accepted.isEmpty()) {
            writeItems(session, changes, accepted, stale, missedChanges);
        }
        if (!rejected.isEmpty()) {
            // Committed separately: two series of locks in one transaction could deadlock with those of another task.
            session.commit();
            reject(session, changes, rejected, stale, missedChanges);
        }
        if (!missedChanges.isEmpty()) {
            session.commit();
            raiseChanged(session, missedChanges);
        }
        return stale;
    }

    private void writeItems(
            SqlSession session,
            List<ItemChange> changes,
            List<Integer> indexes,
            BitSet stale,
            Map<ItemId, ChangeTime> missedChanges)
            throws SQLException, RecordConflictException {
        RowDialect dialect = session.dialect();
        StatementRows rows = new StatementRows(dialect, table);
        for (int i : indexes) {
            ItemChange change = changes.get(i);
            rows.add(
                    i,
                    records.key(change.item()),
                    change.put().map(Row::columns).orElse(Map.of()),
                    values(change));
        }
        int count = session.store(size -> dialect.upsert(table, rule, size), table.columns(), rows.sorted());
        if (!dialect.isAllWritten(count, rows.size())) {
            findStale(session, changes, rows, stale, missedChanges);
        }
    }

    private Map<String, ItemValue> values(ItemChange change) {
        Map<String, ItemValue> values = bookkeeping(change);
        change.put()
                .ifPresentOrElse(
                        row -> {
                            values.putAll(row.key().columns());
                            values.put(ItemColumns.ROW, StatementRows.text(RowKeyText.hash(row.key())));
                        },
                        () -> values.put(ItemColumns.EXPIRES, records.expiry()));
        return values;
    }

    private static Map<String, ItemValue> bookkeeping(ItemChange change) {
        Map<String, ItemValue> values = new HashMap<>();
        values.put(
                ItemColumns.VERSION, StatementRows.text(change.storedVersion().text()));
        values.put(
                ItemColumns.CHANGED,
                StatementRows.text(change.changed().map(ChangeTime::text).orElse("")));
        return values;
    }

    private void findStale(
            SqlSession session,
            List<ItemChange> changes,
            StatementRows rows,
            BitSet stale,
            Map<ItemId, ChangeTime> missedChanges)
            throws SQLException, RecordConflictException {
        SqlTable compared = table.withColumns(ItemColumns.VERSION, ItemColumns.CHANGED);
        List<@Nullable Object[]> keys = rows.withKeyOnly().sorted();
        Map<ItemId, Integer> indexes = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            indexes.put(changes.get(rows.changeIndex(row)).item(), rows.changeIndex(row));
        }
        List<StoredItem> stored = session.query(
                size -> session.dialect().selectByKey(compared, size),
                table.key(),
                keys,
                (found, first) -> new StoredItem(
                        new ItemId(found.getString(1)), new RowVersion(found.getString(2)), found.getString(3)));
        for (StoredItem item : stored) {
            int index = Objects.requireNonNull(indexes.get(item.item));
            ItemChange change = changes.get(index);
            if (item.version.compareTo(change.version()) > 0) {
                RecordConflictException.check(change, item.version);
                stale.set(index);
                change.changed()
                        .filter(time -> time.text().compareTo(item.changed) > 0)
                        .ifPresent(time -> missedChanges.put(item.item, time));
            }
        }
    }

    private record StoredItem(ItemId item, RowVersion version, String changed) {}

    /** Keeps the content of items that were in their target row, and removes that of all others. */
    private void reject(
            SqlSession session,
            List<ItemChange> changes,
            List<Integer> indexes,
            BitSet stale,
            Map<ItemId, ChangeTime> missedChanges)
            throws SQLException, RecordConflictException {
        RowDialect dialect = session.dialect();
        Map<ItemId, ItemRecord> stored = records.lock(
                session, indexes.stream().map(i -> changes.get(i).item()).toList());
        StatementRows kept = new StatementRows(dialect, table.withColumns(ItemColumns.CHANGED, ItemColumns.VERSION));
        StatementRows removed = new StatementRows(dialect, table);
        for (int i : indexes) {
            ItemChange change = changes.get(i);
            ItemRecord item = stored.getOrDefault(change.item(), ItemRecord.NONE);
            Map<String, ItemValue> values = bookkeeping(change);
            if (!item.isOlderThan(change.storedVersion())) {
                RecordConflictException.check(change, item.version().orElseThrow());
                stale.set(i);
                change.changed().ifPresent(time -> missedChanges.put(change.item(), time));
            } else if (item.row().isPresent()
                    && item.row().equals(change.target().map(RowKeyText::hash))) {
                kept.add(i, records.key(change.item()), values);
            } else {
                values.put(ItemColumns.EXPIRES, records.expiry());
                removed.add(i, records.key(change.item()), values);
            }
        }
        for (StatementRows rows : List.of(kept, removed)) {
            if (!rows.isEmpty()) {
                session.store(
                        size -> dialect.upsert(rows.table(), rule, size),
                        rows.table().columns(),
                        rows.sorted());
            }
        }
    }

    /** The time of the last change is also that of a stale one, whose item a snapshot has written in the meantime. */
    private void raiseChanged(SqlSession session, SortedMap<ItemId, ChangeTime> times) throws SQLException {
        SqlColumn item = table.key().get(0);
        SqlColumn changed = table.column(ItemColumns.CHANGED);
        String sql = session.dialect().raise(table.withColumns(ItemColumns.CHANGED));
        for (Map.Entry<ItemId, ChangeTime> time : times.entrySet()) {
            @Nullable
            Object[] row = {
                time.getValue().text(), time.getKey().id(), time.getValue().text()
            };
            session.update(rows -> sql, List.of(changed, item, changed), List.<@Nullable Object[]>of(row));
        }
    }

    @Override
    public boolean purge(SqlSession session) throws SQLException {
        return records.purge(session);
    }
}
