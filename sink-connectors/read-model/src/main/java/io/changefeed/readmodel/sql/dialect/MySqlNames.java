/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.readmodel.sql.table.TableName;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The rules for names in MySQL and MariaDB. */
final class MySqlNames {
    private static final int MAX_NAME_CHARACTERS = 64;
    private static final Set<String> SYSTEM_COLUMNS = Set.of("DB_ROW_ID", "DB_TRX_ID", "DB_ROLL_PTR");

    private MySqlNames() {}

    /** MySQL manual, "Schema Object Names" and "Identifier Length Limits". */
    static Optional<String> findProblem(String name) {
        int characters = name.codePointCount(0, name.length());
        if (characters > MAX_NAME_CHARACTERS) {
            return Optional.of(
                    "has " + characters + " characters, but MySQL and MariaDB allow only " + MAX_NAME_CHARACTERS);
        }
        if (name.endsWith(" ")) {
            return Optional.of("ends with a space, which MySQL and MariaDB do not allow");
        }
        if (name.codePoints().anyMatch(character -> character == 0 || character > Character.MAX_VALUE)) {
            return Optional.of("contains U+0000 or a character above U+FFFF, which MySQL and MariaDB do not allow");
        }
        return SYSTEM_COLUMNS.contains(name.toUpperCase(Locale.ROOT))
                ? Optional.of("is the name of a system column of MySQL and MariaDB")
                : Optional.empty();
    }

    static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    static String quote(TableName table) {
        return table.schema().map(schema -> quote(schema) + ".").orElse("") + quote(table.name());
    }
}
