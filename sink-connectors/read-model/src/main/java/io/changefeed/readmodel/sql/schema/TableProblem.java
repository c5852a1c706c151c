/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.table.TableDefinition;
import java.util.Optional;

/**
 * Why a table does not match its required definition.
 *
 * @param column the column of the definition that does not match; empty if the problem is that of the table
 * @param reason contains the table, the property and what to do, for example the statement to execute
 */
public record TableProblem(Optional<String> column, String reason) {
    /** @param predicate what is wrong with the table, as the predicate of a sentence */
    static TableProblem of(TableDefinition definition, Optional<String> column, String predicate) {
        return new TableProblem(
                column, "The table " + definition.name() + " (" + definition.property() + ") " + predicate);
    }
}
