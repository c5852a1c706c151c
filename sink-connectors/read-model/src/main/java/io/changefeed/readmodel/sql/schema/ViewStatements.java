/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import static java.util.stream.Collectors.joining;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.ReadModelSchema.ItemColumns;
import io.changefeed.readmodel.sql.table.ViewDefinition;

/** The statements that create and drop the view of shared rows. */
record ViewStatements(Dialect dialect) {
    String create(ViewDefinition view) {
        return "CREATE VIEW " + definition(view);
    }

    String replace(ViewDefinition view) {
        return "CREATE OR REPLACE VIEW " + definition(view);
    }

    String drop(ViewDefinition view) {
        return "DROP VIEW IF EXISTS " + dialect.quote(view.name());
    }

    /** The subquery reads one entry of the index on row, time and item, however many items share the row. */
    private String definition(ViewDefinition view) {
        String items = dialect.quote(view.items());
        String item = dialect.quote(ItemColumns.ITEM);
        String row = dialect.quote(ItemColumns.ROW);
        return dialect.quote(view.name()) + " AS SELECT "
                + view.columns().stream()
                        .map(column -> "i." + dialect.quote(column))
                        .collect(joining(", "))
                + " FROM " + items + " i WHERE i." + item + " = (SELECT o." + item + " FROM " + items + " o WHERE o."
                + row + " = i." + row + " ORDER BY o." + dialect.quote(ItemColumns.CHANGED) + " DESC, o." + item
                + " DESC LIMIT 1)";
    }
}
