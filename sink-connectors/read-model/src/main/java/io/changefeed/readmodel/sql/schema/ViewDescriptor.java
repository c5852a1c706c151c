/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The definition of an existing view.
 *
 * @param name with its schema
 * @param columns the names of its columns, in order
 * @param itemColumns the columns of the table of items that the view refers to; empty if this user cannot read that
 */
record ViewDescriptor(TableName name, List<String> columns, Optional<Set<String>> itemColumns) {
    ViewDescriptor {
        columns = List.copyOf(columns);
        itemColumns = itemColumns.map(Set::copyOf);
    }
}
