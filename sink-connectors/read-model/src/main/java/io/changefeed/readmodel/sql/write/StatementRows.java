/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.Timestamps;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a statement, each with the index of the change that it belongs to. */
final class StatementRows {
    private final RowDialect dialect;
    private final SqlTable table;
    private final List<SqlColumn> columns;
    private final int keySize;
    private final List<IndexedRow> rows = new ArrayList<>();

    private static final class IndexedRow {
        final int change;
        final @Nullable Object[] values;

        IndexedRow(int change, @Nullable Object[] values) {
            this.change = change;
            this.values = values;
        }
    }

    StatementRows(RowDialect dialect, SqlTable table) {
        this.dialect = dialect;
        this.table = table;
        this.columns = table.columns();
        this.keySize = table.key().size();
    }

    /** Adds a row. Columns without a value are NULL. */
    void add(int change, RowKey key, Map<String, ItemValue> values) {
        add(change, key, values, Map.of());
    }

    /**
     * Adds a row. Columns without a value are NULL.
     *
     * @param bookkeeping the values of the columns that {@code values} does not contain
     */
    void add(int change, RowKey key, Map<String, ItemValue> values, Map<String, ItemValue> bookkeeping) {
        @Nullable Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            SqlColumn column = columns.get(i);
            ItemValue value = (i < keySize ? key.columns() : values).get(column.name());
            if (value == null && i >= keySize) {
                value = bookkeeping.get(column.name());
            }
            row[i] = value == null ? null : dialect.bindValue(column.type(), value);
        }
        rows.add(new IndexedRow(change, row));
    }

    SqlTable table() {
        return table;
    }

    /** The same rows in the same order, with the key only. */
    StatementRows withKeyOnly() {
        StatementRows reduced = new StatementRows(dialect, table.withColumns());
        rows.forEach(row -> reduced.rows.add(new IndexedRow(row.change, Arrays.copyOf(row.values, keySize))));
        return reduced;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    /** The rows sorted by key. All tasks lock rows in this order, which avoids deadlocks. */
    List<@Nullable Object[]> sorted() {
        rows.sort((left, right) -> compareKeys(left.values, right.values));
        return rows.stream().map(row -> row.values).toList();
    }

    private int compareKeys(@Nullable Object[] left, @Nullable Object[] right) {
        for (int i = 0; i < keySize; i++) {
            int result = left[i] instanceof byte[] bytes
                    ? Arrays.compare(bytes, (byte[]) right[i])
                    : Comparator.<String>naturalOrder().compare((String) left[i], (String) right[i]);
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    /** The index of the change that a row of {@link #sorted} belongs to. */
    int changeIndex(int row) {
        return rows.get(row).change;
    }

    /** A time as a column value. */
    static ItemValue time(Instant time) {
        return new ItemValue.S(Timestamps.format(time));
    }

    /** A text as a column value. */
    static ItemValue text(String text) {
        return new ItemValue.S(text);
    }
}
