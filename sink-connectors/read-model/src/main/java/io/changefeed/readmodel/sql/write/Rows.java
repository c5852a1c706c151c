/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.event.ItemValue;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.Timestamps;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows for one statement, each with the number of the change that it is for. */
final class Rows {
    private final Dialect dialect;
    private final SqlTable table;
    private final List<Numbered> rows = new ArrayList<>();

    private static final class Numbered {
        final int change;
        final @Nullable Object[] values;

        Numbered(int change, @Nullable Object[] values) {
            this.change = change;
            this.values = values;
        }
    }

    Rows(Dialect dialect, SqlTable table) {
        this.dialect = dialect;
        this.table = table;
    }

    /** Adds a row; columns that have no value are NULL. */
    void add(int change, RowKey key, Map<String, ItemValue> values) {
        List<SqlColumn> columns = table.columns();
        @Nullable Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            SqlColumn column = columns.get(i);
            ItemValue value = (i < table.key().size() ? key.columns() : values).get(column.name());
            row[i] = value == null ? null : dialect.value(column.type(), value);
        }
        rows.add(new Numbered(change, row));
    }

    /** The same rows in the same order, with their keys and their last column alone. */
    Rows keysAndLast() {
        Rows shorter = new Rows(dialect, table.withLast(1));
        int keys = table.key().size();
        for (Numbered row : rows) {
            @Nullable Object[] values = Arrays.copyOf(row.values, keys + 1);
            values[keys] = row.values[row.values.length - 1];
            shorter.rows.add(new Numbered(row.change, values));
        }
        return shorter;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    /** The rows in the order of their keys, in which everybody locks them: nobody waits for each other. */
    List<@Nullable Object[]> inOrder() {
        rows.sort((one, other) -> compareKeys(one.values, other.values));
        return rows.stream().map(row -> row.values).toList();
    }

    private int compareKeys(@Nullable Object[] one, @Nullable Object[] other) {
        for (int i = 0; i < table.key().size(); i++) {
            int compared = one[i] instanceof byte[] bytes
                    ? Arrays.compare(bytes, (byte[]) other[i])
                    : Comparator.<String>naturalOrder().compare((String) one[i], (String) other[i]);
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    /** The number of the change that a row of {@link #inOrder} is for. */
    int change(int row) {
        return rows.get(row).change;
    }

    /** A time as the value of a column. */
    static ItemValue time(Instant time) {
        return new ItemValue.S(Timestamps.text(time));
    }
}
