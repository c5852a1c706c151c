/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.Column;
import java.util.List;
import java.util.stream.Stream;

/**
 * The required definition of a table.
 *
 * @param property the property that determines the table's name
 * @param hasPartialRows whether some rows are inserted with a part of the columns only
 */
public record TableDefinition(
        TableName name, List<Column> key, List<Column> nonKeyColumns, String property, boolean hasPartialRows) {
    public TableDefinition {
        key = List.copyOf(key);
        nonKeyColumns = List.copyOf(nonKeyColumns);
    }

    public List<Column> columns() {
        return Stream.concat(key.stream(), nonKeyColumns.stream()).toList();
    }
}
