/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import java.util.Optional;

/** The name of a table, as databases have it: letters count as they are written. */
public record TableName(Optional<String> schema, String name) {
    /**
     * Of {@code table} or {@code schema.table}.
     *
     * @throws IllegalArgumentException when it has more parts, or an empty one
     */
    public static TableName parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 2 || parts[0].isBlank() || parts[parts.length - 1].isBlank()) {
            throw new IllegalArgumentException("expected table or schema.table");
        }
        return parts.length == 2
                ? new TableName(Optional.of(parts[0]), parts[1])
                : new TableName(Optional.empty(), parts[0]);
    }

    /** Beside this one, with a longer name. */
    public TableName with(String ending) {
        return new TableName(schema, name + ending);
    }

    @Override
    public String toString() {
        return schema.map(text -> text + "." + name).orElse(name);
    }
}
