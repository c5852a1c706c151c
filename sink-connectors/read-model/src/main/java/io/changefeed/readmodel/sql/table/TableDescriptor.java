/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The definition of an existing table.
 *
 * @param columns the columns by name
 * @param uniqueKeys the columns of each unique index, the primary key first
 */
public record TableDescriptor(Map<String, Column> columns, List<Set<String>> uniqueKeys) {
    public TableDescriptor {
        columns = Map.copyOf(columns);
        uniqueKeys = List.copyOf(uniqueKeys);
    }

    /**
     * A column of an existing table.
     *
     * @param type the type in the database's own notation, in lower case
     * @param size the precision of a decimal; undefined for other types
     * @param scale the number of digits after the decimal point, or of fractional seconds
     * @param collation the collation of a text column, if it was queried
     * @param isRequired whether rows cannot be inserted without a value
     */
    public record Column(String type, int size, int scale, Optional<String> collation, boolean isRequired) {}
}
