/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.List;

/**
 * A view of the items of shared rows. Of the items in a row, it contains the one that changed last.
 *
 * @param items the table of the items
 * @param columns the names of its columns that the view contains
 */
public record ViewDefinition(TableName name, TableName items, List<String> columns) {
    public ViewDefinition {
        columns = List.copyOf(columns);
    }
}
