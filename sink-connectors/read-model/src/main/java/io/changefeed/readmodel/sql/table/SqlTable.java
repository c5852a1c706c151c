/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** An existing table that statements refer to: its key and the other columns that are written or read. */
public record SqlTable(TableName name, List<SqlColumn> key, List<SqlColumn> nonKeyColumns) {
    public SqlTable {
        key = List.copyOf(key);
        nonKeyColumns = List.copyOf(nonKeyColumns);
    }

    public List<SqlColumn> columns() {
        return Stream.concat(key.stream(), nonKeyColumns.stream()).toList();
    }

    /** The column with this name, which exists. */
    public SqlColumn column(String name) {
        return columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** This table with only the key and some of the other columns. */
    public SqlTable withColumns(String... names) {
        return new SqlTable(name, key, Arrays.stream(names).map(this::column).toList());
    }
}
