/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import static java.util.Collections.unmodifiableMap;

import io.changefeed.event.ItemValue;
import java.util.Map;

/**
 * A row of the target table.
 *
 * @param columns the values of the non-key columns; absent ones are NULL. Not copied: the map must not be modified
 */
public record Row(RowKey key, Map<String, ItemValue> columns) {
    public Row {
        columns = unmodifiableMap(columns);
    }
}
