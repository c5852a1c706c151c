/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import java.util.List;

/**
 * The table that a projection is written to.
 *
 * @param name with the suffix of the projection's version, if it has one
 * @param key the key columns, in order
 * @param columns the non-key columns, in order
 * @param hasOneItemPerRow whether the row key contains the complete key of the source item, so that a row is written by
 *     one item only
 */
public record TargetTable(String name, List<Column> key, List<Column> columns, boolean hasOneItemPerRow) {
    /** @throws IllegalArgumentException if the key has no columns */
    public TargetTable {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key has at least one column");
        }
    }
}
