/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import static java.util.Collections.unmodifiableMap;

import io.changefeed.event.ItemValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The key of a row: the key columns in order, each with a value. The values are canonical, so that 1, 1.0 and 1E0 are
 * the same key.
 */
public record RowKey(Map<String, ItemValue> columns) {
    public RowKey {
        Map<String, ItemValue> values = new LinkedHashMap<>();
        columns.forEach((name, value) -> values.put(name, value.canonical()));
        columns = unmodifiableMap(values);
    }
}
