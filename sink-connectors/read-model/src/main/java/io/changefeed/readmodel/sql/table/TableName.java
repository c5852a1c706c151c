/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.Optional;

/** The case-sensitive name of a table, with an optional schema. */
public record TableName(Optional<String> schema, String name) {
    /**
     * Parses {@code table} or {@code schema.table}.
     *
     * @throws IllegalArgumentException if there are more parts, or an empty one
     */
    public static TableName parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 2 || parts[0].isBlank() || parts[parts.length - 1].isBlank()) {
            throw new IllegalArgumentException("Expected table or schema.table");
        }
        return parts.length == 2
                ? new TableName(Optional.of(parts[0]), parts[1])
                : new TableName(Optional.empty(), parts[0]);
    }

    /** A table in the same schema, with a suffix added to the name. */
    public TableName withSuffix(String suffix) {
        return new TableName(schema, name + suffix);
    }

    @Override
    public String toString() {
        return schema.map(text -> text + "." + name).orElse(name);
    }
}
