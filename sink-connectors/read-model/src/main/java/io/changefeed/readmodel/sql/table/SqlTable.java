/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.List;
import java.util.stream.Stream;

/** An existing table that statements refer to: its key and the other columns that are written. */
public record SqlTable(TableName name, List<SqlColumn> key, List<SqlColumn> nonKeyColumns) {
    public SqlTable {
        key = List.copyOf(key);
        nonKeyColumns = List.copyOf(nonKeyColumns);
    }

    public List<SqlColumn> columns() {
        return Stream.concat(key.stream(), nonKeyColumns.stream()).toList();
    }

    /** This table with only the key and the given number of last columns. */
    public SqlTable withLastColumns(int columns) {
        return new SqlTable(name, key, nonKeyColumns.subList(nonKeyColumns.size() - columns, nonKeyColumns.size()));
    }

    /** This table without its last column. */
    public SqlTable withoutLast() {
        return new SqlTable(name, key, nonKeyColumns.subList(0, nonKeyColumns.size() - 1));
    }
}
