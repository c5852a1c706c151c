/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks the names of a table and its columns, for which no connection is needed. */
public final class TableNames {
    private TableNames() {}

    /** The names that the database cannot have, or that it takes for the same name. */
    public static List<TableProblem> problems(TableDefinition definition, Dialect dialect) {
        List<TableProblem> problems = new ArrayList<>();
        definition
                .name()
                .schema()
                .ifPresent(schema -> dialect.findNameProblem(schema)
                        .ifPresent(reason ->
                                problems.add(problem(definition, Optional.empty(), "schema", schema, reason))));
        String table = definition.name().name();
        dialect.findNameProblem(table)
                .ifPresent(reason -> problems.add(problem(definition, Optional.empty(), "table", table, reason)));
        Map<String, String> names = new TreeMap<>(dialect.columnNames());
        for (Column column : definition.columns()) {
            String name = column.name();
            dialect.findNameProblem(name)
                    .ifPresent(reason -> problems.add(problem(definition, Optional.of(name), "column", name, reason)));
            String other = names.putIfAbsent(name, name);
            if (other != null) {
                problems.add(problem(definition, Optional.of(name), "column", name, sameName(name, other)));
            }
        }
        return problems;
    }

    private static String sameName(String name, String other) {
        return "is also the name of another column"
                + (name.equals(other) ? "" : ": this database does not distinguish '" + other + "' from it");
    }

    private static TableProblem problem(
            TableDefinition definition, Optional<String> column, String kind, String name, String reason) {
        return new TableProblem(
                column,
                "The " + kind + " name '" + name + "' of the table " + definition.name() + " (" + definition.property()
                        + ") " + reason);
    }
}
