/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import java.util.List;

/**
 * The table that a projection writes.
 *
 * @param name with the projection's version, where it has one
 * @param key the columns of the key, in its order
 * @param columns the others, in their order
 * @param isOwned whether the key holds the whole key of the source item, so that one item at most ever writes a row
 */
public record TargetTable(String name, List<Column> key, List<Column> columns, boolean isOwned) {
    /** @throws IllegalArgumentException when there is no column in the key */
    public TargetTable {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a key has at least one column");
        }
    }
}
