/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

import static java.util.Collections.unmodifiableMap;

import io.changefeed.event.ItemValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The key of a row: its columns in the key's order, each with a value. Numbers are brought to one form, so that 1, 1.0
 * and 1E0 are one key.
 */
public record RowKey(Map<String, ItemValue> columns) {
    public RowKey {
        Map<String, ItemValue> canonical = new LinkedHashMap<>();
        columns.forEach((name, value) -> canonical.put(name, canonical(value)));
        columns = unmodifiableMap(canonical);
    }

    /** A value of a key in its one form. */
    public static ItemValue canonical(ItemValue value) {
        return value instanceof ItemValue.N number
                ? new ItemValue.N(number.decimal().stripTrailingZeros().toPlainString())
                : value;
    }
}
