/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.Column;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The required definition of a table.
 *
 * @param property the property that determines the table's name
 * @param omittedColumns the names of the columns without a value in some rows, whatever their items contain
 * @param nullColumns those of them that statements set to NULL. The default of the others applies
 * @param lengths the columns whose values are ASCII with a maximum length, in characters. They are compared bytewise
 * @param indexes the columns of each index, in order, without the primary key
 * @param view the view of the table; empty if it has none
 */
public record TableDefinition(
        TableName name,
        List<Column> key,
        List<Column> nonKeyColumns,
        String property,
        Set<String> omittedColumns,
        Set<String> nullColumns,
        Map<String, Integer> lengths,
        List<List<Column>> indexes,
        Optional<ViewDefinition> view) {
    public TableDefinition {
        key = List.copyOf(key);
        nonKeyColumns = List.copyOf(nonKeyColumns);
        omittedColumns = Set.copyOf(omittedColumns);
        nullColumns = Set.copyOf(nullColumns);
        lengths = Map.copyOf(lengths);
        indexes = List.copyOf(indexes);
    }

    /** A table that only has a primary key. */
    public TableDefinition(
            TableName name, List<Column> key, List<Column> nonKeyColumns, String property, Set<String> omittedColumns) {
        this(name, key, nonKeyColumns, property, omittedColumns, Set.of(), Map.of(), List.of(), Optional.empty());
    }

    public List<Column> columns() {
        return Stream.concat(key.stream(), nonKeyColumns.stream()).toList();
    }

    /** The columns of the first index that contains a column, of which the primary key is the first. */
    public Optional<List<Column>> indexOf(Column column) {
        return Stream.concat(Stream.of(key), indexes.stream())
                .filter(columns -> columns.contains(column))
                .findFirst();
    }
}
