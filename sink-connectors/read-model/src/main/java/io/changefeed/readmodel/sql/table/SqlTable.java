/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.List;
import java.util.stream.Stream;

/** An existing table that statements refer to: its key and the other columns that are written. */
public record SqlTable(TableName name, List<SqlColumn> key, List<SqlColumn> others) {
    public SqlTable {
        key = List.copyOf(key);
        others = List.copyOf(others);
    }

    public List<SqlColumn> columns() {
        return Stream.concat(key.stream(), others.stream()).toList();
    }

    /** This table with only the key and the given number of last columns. */
    public SqlTable withLastColumns(int columns) {
        return new SqlTable(name, key, others.subList(others.size() - columns, others.size()));
    }

    /** This table without its last column. */
    public SqlTable withoutLast() {
        return new SqlTable(name, key, others.subList(0, others.size() - 1));
    }
}
