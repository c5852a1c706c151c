/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.Column;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a table must be.
 *
 * @param property the property that its name comes from
 * @param isFilledInParts whether rows are inserted that have a part of the columns only
 */
public record Wanted(TableName name, List<Column> key, List<Column> others, String property, boolean isFilledInParts) {
    public Wanted {
        key = List.copyOf(key);
        others = List.copyOf(others);
    }

    public List<Column> columns() {
        return Stream.concat(key.stream(), others.stream()).toList();
    }
}
