/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the row key of the projection consists of. */
public enum RowKeyShape {
    /** The item's key: every item has its own row, which never changes. */
    ITEM(List.of("id")),
    /** An attribute and the item's key: every item has its own row, which can change. */
    GROUP_AND_ITEM(List.of("grp", "id")),
    /** An attribute: items share rows and swap them. */
    GROUP(List.of("grp"));

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> key;

    RowKeyShape(List<String> key) {
        this.key = key;
    }

    public List<String> key() {
        return key;
    }

    boolean canMoveRows() {
        return this != ITEM;
    }

    /** The properties of the projection, which also suit stores with typed columns. */
    public Map<String, String> properties(String table) {
        Map<String, String> properties = new HashMap<>();
        properties.put("projection.table", table);
        properties.put("projection.source.key", "id");
        properties.put("projection.key", String.join(",", key));
        properties.put("projection.columns", this == GROUP ? "id,n,text,at,version" : "n,text,at,version");
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
