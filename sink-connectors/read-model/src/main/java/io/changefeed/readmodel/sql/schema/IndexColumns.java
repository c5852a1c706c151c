/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the columns of indexes from their parts. */
final class IndexColumns {
    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private final Set<String> complete = new HashSet<>();

    /**
     * Adds the next part of an index.
     *
     * @param column null if the part is an expression, after which no column can be looked up
     */
    void add(String index, @Nullable String column) {
        List<String> known = columns.computeIfAbsent(index, none -> new ArrayList<>());
        if (column == null) {
            complete.add(index);
        } else if (!complete.contains(index)) {
            known.add(column);
        }
    }

    List<List<String>> columns() {
        return columns.values().stream().map(List::copyOf).toList();
    }
}
