/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.ReadModelSchema.ItemColumns;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import io.changefeed.readmodel.sql.table.TableDescriptor.Kind;
import io.changefeed.readmodel.sql.table.ViewDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ensures that the view of shared rows exists and has all columns.
 *
 * @param autoCreate whether a missing view is created
 * @param autoEvolve whether a view that lacks columns is replaced
 */
public record ViewManager(Dialect dialect, boolean autoCreate, boolean autoEvolve) {
    /**
     * The state of a view.
     *
     * @param problem what only an operator can change
     * @param change the statement that this connector executes, without which the view does not match either
     */
    private record Inspection(Optional<String> problem, Optional<String> change) {
        static Inspection ofProblem(String problem) {
            return new Inspection(Optional.of(problem), Optional.empty());
        }
    }

    /** Checks a view as {@link #prepare} does, but only reads the catalog. */
    public List<TableProblem> check(Connection connection, ViewDefinition view) throws SQLException {
        return inspect(connection, view).problem().map(reason -> new TableProblem(Optional.empty(), reason)).stream()
                .toList();
    }

    /**
     * Checks a view and creates or replaces it where that is allowed. The table of its items exists.
     *
     * @throws InvalidTableException if the view does not match and cannot be changed
     */
    public void prepare(Connection connection, ViewDefinition view) throws SQLException, InvalidTableException {
        Inspection inspection = inspect(connection, view);
        if (inspection.problem().isPresent()) {
            throw new InvalidTableException(inspection.problem().get());
        }
        if (inspection.change().isPresent()) {
            DdlStatements.execute(connection, dialect, inspection.change().get());
        }
    }

    private Inspection inspect(Connection connection, ViewDefinition view) throws SQLException {
        CatalogReader catalog = CatalogReader.of(connection, dialect);
        Optional<TableDescriptor> existing = catalog.table(view.name());
        if (existing.isEmpty()) {
            String create = new ViewStatements(dialect).create(view);
            return autoCreate
                    ? new Inspection(Optional.empty(), Optional.of(create))
                    : Inspection.ofProblem(subject(view)
                            + " does not exist; names are case-sensitive. Set auto.create=true, or execute: " + create);
        }
        if (existing.get().kind() != Kind.VIEW) {
            return Inspection.ofProblem("The name " + view.name() + " (projection.table) is that of a table, but"
                    + " several items can have the same 'projection.key', so it has to be that of a view of "
                    + view.items() + ". Rename or drop the table, change 'projection.table', or add the item's key to"
                    + " 'projection.key'");
        }
        ViewDescriptor found = catalog.view(view.name(), view.items());
        // Users can define the view in other ways, but all of them depend on the time of the last change.
        boolean showsLastChange = found.itemColumns()
                .map(columns -> names(columns).contains(ItemColumns.CHANGED))
                .orElse(true);
        if (!showsLastChange) {
            return Inspection.ofProblem(subject(view) + " is not a view of " + view.items()
                    + " that shows the item of each row that changed last. Drop it, or change 'projection.table'");
        }
        return inspectColumns(view, found);
    }

    private Inspection inspectColumns(ViewDefinition view, ViewDescriptor existing) {
        Set<String> names = names(existing.columns());
        List<String> missing = view.columns().stream()
                .filter(column -> !names.contains(column))
                .toList();
        if (missing.isEmpty()) {
            return new Inspection(Optional.empty(), Optional.empty());
        }
        // A database cannot remove or reorder the columns of a view.
        List<String> columns = new ArrayList<>(existing.columns());
        columns.addAll(missing);
        // With its schema: without it, the statement would create another view in the first schema.
        String replace =
                new ViewStatements(dialect).replace(new ViewDefinition(existing.name(), view.items(), columns));
        return autoEvolve
                ? new Inspection(Optional.empty(), Optional.of(replace))
                : Inspection.ofProblem(subject(view) + " has no column '" + missing.get(0)
                        + "'. Set auto.evolve=true, or execute: " + replace);
    }

    private Set<String> names(Collection<String> columns) {
        Set<String> names = new TreeSet<>(dialect.columnNames());
        names.addAll(columns);
        return names;
    }

    private static String subject(ViewDefinition view) {
        return "The view " + view.name() + " (projection.table)";
    }
}
