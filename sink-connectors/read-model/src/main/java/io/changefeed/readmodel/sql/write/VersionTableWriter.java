/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.Item;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.row.RowVersions;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes rows whose versions are in a separate table: locks and merges the versions, then writes versions and rows. */
public final class VersionTableWriter implements SqlWriter {
    private static final String SERIALIZATION_FAILURE = "40001";

    private final SqlTable versionTable;
    private final SqlColumn hashColumn;
    private final RowTableWriter rows;
    private final RowVersionsJson json;
    private final Duration retention;
    private final InstantSource clock;

    /**
     * @param hasOneItemPerRow whether a row belongs to one item, so that its columns need not be stored with its version
     * @param retention how long the versions of deleted rows are kept
     */
    public VersionTableWriter(
            SqlTable table,
            SqlTable versionTable,
            Optional<String> deletedColumn,
            boolean hasOneItemPerRow,
            Duration retention,
            InstantSource clock) {
        this.versionTable = versionTable;
        this.hashColumn = versionTable.key().get(0);
        this.rows = new RowTableWriter(table, deletedColumn);
        this.json = new RowVersionsJson(!hasOneItemPerRow);
        this.retention = retention;
        this.clock = clock;
    }

    /** A row to write, with its stored versions and the new ones. */
    private static final class PendingRow {
        final RowKey key;
        final List<NewVersion> newVersions = new ArrayList<>();
        RowVersions stored = RowVersions.none();

        PendingRow(RowKey key) {
            this.key = key;
        }
    }

    private record NewVersion(int changeIndex, ItemId item, RowVersion version) {}

    @Override
    public BitSet write(SqlSession session, List<RowChange> changes) throws SQLException {
        Instant now = clock.instant();
        SortedMap<String, PendingRow> pending = group(changes, now);
        if (pending.isEmpty()) {
            return new BitSet();
        }
        lock(session, pending);
        BitSet applied = new BitSet();
        Map<RowKey, RowTableWriter.RowContent> contents = new LinkedHashMap<>();
        StatementRows newVersions = new StatementRows(session.dialect(), versionTable);
        pending.forEach((rowHash, row) -> {
            RowVersions before = row.stored;
            RowVersions after = before;
            for (NewVersion newVersion : row.newVersions) {
                Optional<RowVersions> next = after.with(newVersion.item, newVersion.version, now);
                next.ifPresent(changed -> applied.set(newVersion.changeIndex));
                after = next.orElse(after);
            }
            if (!after.equals(before)) {
                newVersions.add(0, key(rowHash), values(row.key, after));
                changedContent(before, after).ifPresent(content -> contents.put(row.key, content));
            }
        });
        if (!newVersions.isEmpty()) {
            session.update(
                    session.dialect().upsert(versionTable, Optional.empty(), newVersions.size()),
                    versionTable.columns(),
                    newVersions.sorted());
            rows.write(session, contents);
        }
        applied.flip(0, changes.size());
        return applied;
    }

    private SortedMap<String, PendingRow> group(List<RowChange> changes, Instant now) {
        SortedMap<String, PendingRow> pending = new TreeMap<>();
        for (int i = 0; i < changes.size(); i++) {
            int index = i;
            RowChange change = changes.get(i);
            change.put()
                    .ifPresent(row -> pendingRow(pending, row.key())
                            .newVersions
                            .add(new NewVersion(
                                    index,
                                    change.item(),
                                    new RowVersion.Live(change.order(), change.time(), row.columns()))));
            change.delete()
                    .ifPresent(key -> pendingRow(pending, key)
                            .newVersions
                            .add(new NewVersion(
                                    index,
                                    change.item(),
                                    new RowVersion.Tombstone(change.order(), change.time(), now.plus(retention)))));
        }
        return pending;
    }

    private static PendingRow pendingRow(SortedMap<String, PendingRow> pending, RowKey key) {
        return pending.computeIfAbsent(hash(keyText(key)), rowHash -> new PendingRow(key));
    }

    /** Inserts the missing version records, so that they can be locked, and locks all of them in order. */
    private void lock(SqlSession session, SortedMap<String, PendingRow> pending) throws SQLException {
        Dialect dialect = session.dialect();
        SqlTable locked = new SqlTable(
                versionTable.name(),
                versionTable.key(),
                versionTable.nonKeyColumns().subList(0, 2));
        StatementRows missing = new StatementRows(dialect, locked);
        StatementRows keys = new StatementRows(dialect, versionTable.withLastColumns(0));
        pending.forEach((rowHash, row) -> {
            missing.add(
                    0,
                    key(rowHash),
                    Map.of(
                            versionTable.nonKeyColumns().get(0).name(),
                            string(keyText(row.key)),
                            versionTable.nonKeyColumns().get(1).name(),
                            string("")));
            keys.add(0, key(rowHash), Map.of());
        });
        session.update(dialect.insertMissing(locked, missing.size()), locked.columns(), missing.sorted());
        List<Boolean> found = session.query(
                dialect.selectForUpdate(locked, keys.size()), versionTable.key(), keys.sorted(), result -> {
                    PendingRow row = pending.get(result.getString(1));
                    if (row != null) {
                        row.stored = json.parse(result.getString(3));
                    }
                    return row != null;
                });
        if (found.size() < pending.size()) {
            // Retried, because another task can insert these records again.
            throw new SQLException("version records were deleted before they could be locked", SERIALIZATION_FAILURE);
        }
    }

    private RowKey key(String rowHash) {
        return new RowKey(Map.of(hashColumn.name(), string(rowHash)));
    }

    private Map<String, ItemValue> values(RowKey key, RowVersions after) {
        Map<String, ItemValue> values = new LinkedHashMap<>();
        values.put(versionTable.nonKeyColumns().get(0).name(), string(keyText(key)));
        values.put(versionTable.nonKeyColumns().get(1).name(), string(json.format(after)));
        after.expires()
                .ifPresent(expires ->
                        values.put(versionTable.nonKeyColumns().get(2).name(), StatementRows.time(expires)));
        return values;
    }

    /** The new content of the row; empty if it does not change. */
    private static Optional<RowTableWriter.RowContent> changedContent(RowVersions before, RowVersions after) {
        Optional<RowVersion.Live> live = after.shown();
        boolean isUnchanged = before.shownItem().equals(after.shownItem())
                && before.shown().map(RowVersion::order).equals(live.map(RowVersion::order));
        if (live.isPresent()) {
            return isUnchanged
                    ? Optional.empty()
                    : live.map(version -> RowTableWriter.RowContent.of(version.columns()));
        }
        // Also written if there was no row before: with soft deletes, a late delete leaves a row with its time.
        return after.lastChange().map(RowTableWriter.RowContent::deleted);
    }

    private static String keyText(RowKey key) {
        // Sorted by name: the configured order of the columns can change.
        return ItemFormat.DYNAMODB_JSON.json().text(new Item(new TreeMap<>(key.columns())));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform provides SHA-256", e);
        }
    }

    private static ItemValue string(@Nullable String text) {
        return new ItemValue.S(String.valueOf(text));
    }
}
