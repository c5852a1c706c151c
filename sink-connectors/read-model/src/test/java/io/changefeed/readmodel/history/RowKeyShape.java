/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the row key of the projection consists of. */
enum RowKeyShape {
    /** The item's key: every item has its own row, which never changes. */
    ITEM(List.of("id"), List.of("writes")),
    /** An attribute and the item's key: every item has its own row, which can change. */
    GROUP_AND_ITEM(List.of("grp", "id"), List.of("writes")),
    /** An attribute: items share rows and swap them. */
    GROUP(List.of("grp"), List.of("writes")),
    /** The item's key, of items of two tables: two items with equal keys share a row. */
    ITEM_OF_TWO_TABLES(List.of("id"), List.of("first", "second"));

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> key;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> tables;

    RowKeyShape(List<String> key, List<String> tables) {
        this.key = key;
        this.tables = tables;
    }

    /** The names of the key columns. */
    List<String> key() {
        return key;
    }

    /** The names of the non-key columns. */
    List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("n", "text", "tag", "at", "version"));
        if (!key.contains("id")) {
            columns.add("id");
        }
        return columns;
    }

    /** The names of the source tables. */
    List<String> tables() {
        return tables;
    }

    boolean isShared() {
        return this == GROUP || this == ITEM_OF_TWO_TABLES;
    }

    boolean canMoveRows() {
        return key.contains("grp");
    }

    /** The key of the row of an item; empty if the item lacks an attribute of it. */
    Optional<List<String>> keyOf(ItemState item) {
        return item.has(key) ? Optional.of(key.stream().map(item::text).toList()) : Optional.empty();
    }

    /** The properties of the projection, which also suit stores with typed columns. */
    Map<String, String> properties(String table) {
        Map<String, String> properties = new HashMap<>();
        properties.put("topics", String.join(",", tables));
        properties.put("projection.table", table);
        properties.put("projection.source.key", "id");
        properties.put("projection.key", String.join(",", key));
        properties.put("projection.columns", String.join(",", columns()));
        properties.put("projection.column.n.cast", "integer");
        properties.put("projection.column.text.from", "texts.of[1]");
        properties.put("projection.column.text.cast", "string");
        properties.put("projection.column.text.default", "none");
        properties.put("projection.column.at.from", "$time");
        properties.put("projection.column.at.cast", "timestamp");
        properties.put("projection.column.version.from", "$order");
        return properties;
    }
}
