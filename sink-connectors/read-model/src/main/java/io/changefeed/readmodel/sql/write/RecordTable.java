/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table with one record per item: its version, the row that it is in, and the time at which the record expires. */
final class RecordTable {
    private static final int PURGED_RECORDS = 500;
    private static final String SERIALIZATION_FAILURE = "40001";
    /** In a new record: less than every version, and less than the time of every change. */
    private static final ItemValue NONE_YET = StatementRows.text("");

    private final SqlTable table;
    private final SqlColumn item;
    private final SqlColumn version;
    private final SqlColumn row;
    private final SqlColumn expires;
    private final Map<String, ItemValue> defaults = new HashMap<>();
    private final Duration retention;
    private final InstantSource clock;

    /**
     * @param retention how long the record of an item remains that is in no row
     * @param required further columns that cannot be NULL; new records contain an empty text
     */
    RecordTable(
            SqlTable table,
            String version,
            String row,
            String expires,
            List<String> required,
            Duration retention,
            InstantSource clock) {
        this.table = table;
        this.item = table.key().get(0);
        this.version = table.column(version);
        this.row = table.column(row);
        this.expires = table.column(expires);
        required.forEach(column -> defaults.put(column, NONE_YET));
        this.defaults.put(version, NONE_YET);
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * The record of an item.
     *
     * @param version empty if the item has no record yet
     * @param row what identifies the row that the item is in; empty if it is in none
     */
    record ItemRecord(Optional<RowVersion> version, Optional<String> row) {
        static final ItemRecord NONE = new ItemRecord(Optional.empty(), Optional.empty());

        boolean isOlderThan(RowVersion other) {
            return version.isEmpty() || version.get().compareTo(other) < 0;
        }
    }

    SqlTable table() {
        return table;
    }

    SqlColumn version() {
        return version;
    }

    RowKey key(ItemId id) {
        return new RowKey(Map.of(item.name(), StatementRows.text(id.id())));
    }

    /** The value of the expiry of an item that is in no row. */
    ItemValue expiry() {
        return StatementRows.time(clock.instant().plus(retention));
    }

    /** Locks the records of items in the order of their items, and inserts those that do not exist. */
    Map<ItemId, ItemRecord> lock(SqlSession session, Collection<ItemId> items) throws SQLException {
        Map<ItemId, ItemRecord> records = new HashMap<>();
        lockExisting(session, items, records);
        if (records.size() < items.size()) {
            List<ItemId> missing =
                    items.stream().filter(item -> !records.containsKey(item)).toList();
            insertMissing(session, missing);
            lockExisting(session, missing, records);
        }
        if (records.size() < items.size()) {
            // Retried: another task has deleted expired records before they could be locked.
            throw new SQLException("records of items were deleted before they could be locked", SERIALIZATION_FAILURE);
        }
        return records;
    }

    private void lockExisting(SqlSession session, Collection<ItemId> items, Map<ItemId, ItemRecord> records)
            throws SQLException {
        RowDialect dialect = session.dialect();
        StatementRows keys = new StatementRows(dialect, table.withColumns());
        items.forEach(id -> keys.add(0, key(id), Map.of()));
        SqlTable locked = table.withColumns(version.name(), row.name());
        session.query(
                rows -> dialect.selectForUpdate(locked, rows),
                table.key(),
                keys.sorted(),
                (found, first) -> records.put(
                        new ItemId(found.getString(1)),
                        new ItemRecord(
                                Optional.of(found.getString(2))
                                        .filter(text -> !text.isEmpty())
                                        .map(RowVersion::new),
                                Optional.ofNullable(found.getString(3)))));
    }

    private void insertMissing(SqlSession session, Collection<ItemId> items) throws SQLException {
        RowDialect dialect = session.dialect();
        StatementRows missing =
                new StatementRows(dialect, table.withColumns(defaults.keySet().toArray(new String[0])));
        items.forEach(id -> missing.add(0, key(id), defaults));
        SqlTable inserted = missing.table();
        session.store(rows -> dialect.insertMissing(inserted, rows), inserted.columns(), missing.sorted());
    }

    /** Deletes a limited number of expired records, and returns whether more can exist. */
    boolean purge(SqlSession session) throws SQLException {
        RowDialect dialect = session.dialect();
        // A record that was written in the meantime has another version. Both columns identify the record to delete.
        SqlTable expired = new SqlTable(table.name(), List.of(item, version), List.of());
        @Nullable Object[] now = {dialect.bindValue(expires.type(), StatementRows.time(clock.instant()))};
        List<@Nullable Object[]> found = session.query(
                rows -> dialect.selectSmaller(expired, expires, PURGED_RECORDS),
                List.of(expires),
                List.<@Nullable Object[]>of(now),
                (record, first) -> new @Nullable Object[] {record.getString(1), record.getString(2)});
        if (!found.isEmpty()) {
            StatementRows records = new StatementRows(dialect, expired);
            found.forEach(record -> records.add(
                    0,
                    new RowKey(Map.of(
                            item.name(), StatementRows.text(String.valueOf(record[0])),
                            version.name(), StatementRows.text(String.valueOf(record[1])))),
                    Map.of()));
            session.update(rows -> dialect.delete(expired, rows), expired.columns(), records.sorted());
        }
        return found.size() == PURGED_RECORDS;
    }
}
