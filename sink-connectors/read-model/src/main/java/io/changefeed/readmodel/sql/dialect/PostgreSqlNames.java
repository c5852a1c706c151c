/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.readmodel.sql.table.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The rules for names in PostgreSQL. */
final class PostgreSqlNames {
    private static final int MAX_NAME_BYTES = 63;
    /** PostgreSQL manual, "System Columns". A table can have these names, but not its columns. */
    private static final Set<String> SYSTEM_COLUMNS = Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private PostgreSqlNames() {}

    /** PostgreSQL truncates longer names (manual, "Identifiers and Key Words"). */
    static Optional<String> findProblem(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_NAME_BYTES) {
            return Optional.of("has " + bytes + " bytes, but PostgreSQL allows only " + MAX_NAME_BYTES);
        }
        if (name.indexOf('\0') >= 0) {
            return Optional.of("contains the character U+0000");
        }
        return SYSTEM_COLUMNS.contains(name)
                ? Optional.of("is the name of a system column of PostgreSQL")
                : Optional.empty();
    }

    static String quote(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    static String quote(TableName table) {
        return table.schema().map(schema -> quote(schema) + ".").orElse("") + quote(table.name());
    }
}
