/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a table is.
 *
 * @param columns by name
 * @param keys the columns of each unique index, the primary key's first
 */
public record Existing(Map<String, Column> columns, List<Set<String>> keys) {
    public Existing {
        columns = Map.copyOf(columns);
        keys = List.copyOf(keys);
    }

    /**
     * A column of a table that exists.
     *
     * @param type in the database's words, lower case
     * @param size how many digits a decimal has; of others anything
     * @param digits after the point, of a second too; 0 when there are none
     * @param collation of a text, where the database was asked
     * @param mustBeGiven whether a row without it is refused
     */
    public record Column(String type, int size, int digits, Optional<String> collation, boolean mustBeGiven) {}
}
