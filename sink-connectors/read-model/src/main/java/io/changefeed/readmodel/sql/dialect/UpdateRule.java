/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.dialect;

import io.changefeed.readmodel.sql.table.SqlColumn;
import java.util.Optional;

/**
 * How an upsert updates existing rows.
 *
 * @param version the last column of the table; a row is updated only if its value is smaller or NULL. If empty, rows
 *     are always updated
 * @param maximum a column of which an update keeps the greater value
 */
public record UpdateRule(Optional<SqlColumn> version, Optional<SqlColumn> maximum) {
    /** Replaces the values of all columns. */
    public static final UpdateRule ALWAYS = new UpdateRule(Optional.empty(), Optional.empty());

    /** Replaces the values of rows with a smaller version. */
    public static UpdateRule ifNewer(SqlColumn version) {
        return new UpdateRule(Optional.of(version), Optional.empty());
    }

    /** This rule, but with the greater value of a column. */
    public UpdateRule keepingMaximum(SqlColumn column) {
        return new UpdateRule(version, Optional.of(column));
    }
}
