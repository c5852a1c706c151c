/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.config.ProjectionConfig;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemChange.Reject;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.dialect.UpdateRule;
import io.changefeed.readmodel.sql.table.ReadModelSchema.VersionColumns;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.write.RecordTable.ItemRecord;
import io.changefeed.readmodel.sql.write.SqlSession.RowStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes rows of one item each, whose versions are in a separate table: locks the records of the items, decides, and
 * writes rows and records.
 */
public final class VersionTableWriter implements SqlWriter {
    private final RowTableWriter rows;
    private final RecordTable records;
    private final Set<String> keyNames;

    public VersionTableWriter(SqlTable rows, SqlTable versions, Duration retention, InstantSource clock) {
        this.rows = new RowTableWriter(rows);
        this.keyNames = rows.key().stream().map(SqlColumn::name).collect(Collectors.toSet());
        this.records = new RecordTable(
                versions,
                VersionColumns.VERSION,
                VersionColumns.ROW_KEY,
                VersionColumns.EXPIRES,
                List.of(),
                retention,
                clock);
    }

    @Override
    public BitSet write(SqlSession session, List<ItemChange> changes) throws SQLException, RecordConflictException {
        Map<ItemId, ItemRecord> stored =
                records.lock(session, changes.stream().map(ItemChange::item).toList());
        BitSet stale = findStale(session, changes, stored);
        Set<RowKey> missing = missingRows(session, changes, stored);
        RowDialect dialect = session.dialect();
        List<RowKey> deletes = new ArrayList<>();
        List<Row> puts = new ArrayList<>();
        StatementRows newRecords = new StatementRows(dialect, records.table());
        for (int i = stale.nextClearBit(0); i < changes.size(); i = stale.nextClearBit(i + 1)) {
            ItemChange change = changes.get(i);
            Optional<String> before = rowBefore(change, record(stored, change), missing);
            Optional<String> after = rowAfter(change, before);
            if (before.isPresent() && !after.equals(before)) {
                deletes.add(parse(before.get()));
            }
            change.put().ifPresent(puts::add);
            newRecords.add(i, records.key(change.item()), values(change, after));
        }
        if (!newRecords.isEmpty()) {
            // Deletes come first, so that a row that moves does not conflict with itself in another unique column.
            List<RowStatement> statements = new ArrayList<>();
            statements.addAll(rows.deletes(dialect, deletes));
            statements.addAll(rows.puts(dialect, puts));
            SqlTable table = records.table();
            statements.add(RowStatement.storing(
                    size -> dialect.upsert(table, UpdateRule.ALWAYS, size), table.columns(), newRecords.sorted()));
            session.update(statements);
        }
        return stale;
    }

    private static ItemRecord record(Map<ItemId, ItemRecord> stored, ItemChange change) {
        return stored.getOrDefault(change.item(), ItemRecord.NONE);
    }

    /** Of the rows in which rejected items without a record could be, those that do not exist. */
    private Set<RowKey> missingRows(SqlSession session, List<ItemChange> changes, Map<ItemId, ItemRecord> stored)
            throws SQLException {
        List<RowKey> targets = changes.stream()
                .filter(change -> change.effect() instanceof Reject
                        && record(stored, change).version().isEmpty())
                .flatMap(change -> change.target().stream())
                .toList();
        return rows.missing(session, targets);
    }

    /**
     * The key of the row that the item was in. Rows can be older than their records: the user can have deleted these,
     * or filled the table before.
     *
     * @param missing rows that do not exist
     */
    private static Optional<String> rowBefore(ItemChange change, ItemRecord item, Set<RowKey> missing) {
        if (item.version().isPresent()) {
            return item.row();
        }
        Optional<RowKey> kept = change.effect() instanceof Reject reject
                ? reject.target().filter(target -> !missing.contains(target))
                : Optional.empty();
        return kept.or(change::leaves).map(RowKeyText::format);
    }

    private RowKey parse(String rowKey) throws RecordConflictException {
        RowKey key = RowKeyText.parse(rowKey);
        if (!key.columns().keySet().equals(keyNames)) {
            throw new RecordConflictException(
                    "Records of the table " + records.table().name()
                            + " were written with another 'projection.key', of the columns "
                            + key.columns().keySet() + ". Rebuild the read model, for example with another '"
                            + ProjectionConfig.VERSION + "'");
        }
        return key;
    }

    /** The key of the row that the item is in after the change. A rejected item remains in its target row. */
    private static Optional<String> rowAfter(ItemChange change, Optional<String> before) {
        Optional<String> target = change.target().map(RowKeyText::format);
        return change.effect() instanceof Reject && !target.equals(before) ? Optional.empty() : target;
    }

    private Map<String, ItemValue> values(ItemChange change, Optional<String> row) {
        Map<String, ItemValue> values = new HashMap<>();
        values.put(
                VersionColumns.VERSION,
                StatementRows.text(change.storedVersion().text()));
        row.ifPresentOrElse(
                key -> values.put(VersionColumns.ROW_KEY, StatementRows.text(key)),
                () -> values.put(VersionColumns.EXPIRES, records.expiry()));
        return values;
    }

    /**
     * The indexes of stale changes. A record is void if its row does not exist, because the table was emptied or
     * created again: then every change of the item applies, and the record is removed from {@code stored}.
     */
    private BitSet findStale(SqlSession session, List<ItemChange> changes, Map<ItemId, ItemRecord> stored)
            throws SQLException, RecordConflictException {
        Map<Integer, RowKey> rowsOfStale = new HashMap<>();
        BitSet stale = new BitSet();
        for (int i = 0; i < changes.size(); i++) {
            ItemChange change = changes.get(i);
            ItemRecord item = record(stored, change);
            if (!item.isOlderThan(change.storedVersion())) {
                stale.set(i);
                if (item.row().isPresent()) {
                    rowsOfStale.put(i, parse(item.row().get()));
                }
            }
        }
        Set<RowKey> missing = rows.missing(session, rowsOfStale.values());
        rowsOfStale.forEach((index, row) -> {
            if (missing.contains(row)) {
                stale.clear(index);
                stored.put(changes.get(index).item(), ItemRecord.NONE);
            }
        });
        for (int i = stale.nextSetBit(0); i >= 0; i = stale.nextSetBit(i + 1)) {
            ItemChange change = changes.get(i);
            RecordConflictException.check(
                    change, record(stored, change).version().orElseThrow());
        }
        return stale;
    }

    @Override
    public boolean purge(SqlSession session) throws SQLException {
        return records.purge(session);
    }
}
