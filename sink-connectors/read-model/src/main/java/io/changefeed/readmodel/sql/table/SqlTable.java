/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.List;
import java.util.stream.Stream;

/** A table as statements need it: its key and what else of it is written. */
public record SqlTable(TableName name, List<SqlColumn> key, List<SqlColumn> others) {
    public SqlTable {
        key = List.copyOf(key);
        others = List.copyOf(others);
    }

    public List<SqlColumn> columns() {
        return Stream.concat(key.stream(), others.stream()).toList();
    }

    /** The same table, of which only the last columns are written besides the key. */
    public SqlTable withLast(int columns) {
        return new SqlTable(name, key, others.subList(others.size() - columns, others.size()));
    }

    /** The same table without its last column. */
    public SqlTable withoutLast() {
        return new SqlTable(name, key, others.subList(0, others.size() - 1));
    }
}
