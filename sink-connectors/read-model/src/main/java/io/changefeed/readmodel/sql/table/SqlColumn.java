/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.ColumnType;
import java.util.Optional;

/**
 * A column of an existing table that statements refer to.
 *
 * @param databaseType the type in the database's own notation
 * @param maxCharacters the length of a {@code varchar}; 0 for other types
 */
public record SqlColumn(String name, ColumnType type, String databaseType, int maxCharacters) {
    /** Why the column cannot contain a text; empty if it can. Databases remove spaces at the end of a text silently. */
    public Optional<String> lengthProblem(String text) {
        return maxCharacters == 0
                        || text.length() <= maxCharacters
                        || text.codePointCount(0, text.length()) <= maxCharacters
                ? Optional.empty()
                : Optional.of("the value of the column '" + name + "' has " + text.codePointCount(0, text.length())
                        + " characters, but the table allows only " + maxCharacters);
    }
}
