/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.TableName;
import io.changefeed.readmodel.sql.table.ViewDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ensures that the view of shared rows exists and has all columns.
 *
 * @param autoCreate whether a missing view is created
 * @param autoEvolve whether a view that lacks columns is replaced
 */
public record ViewManager(Dialect dialect, boolean autoCreate, boolean autoEvolve) {
    private static final String COLUMNS =
            "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND"
                    + " table_name = ? ORDER BY ordinal_position";
    private static final String DEFINITION =
            "SELECT view_definition FROM information_schema.views WHERE table_schema = ? AND table_name = ?";

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
        List<String> existing = strings(connection, COLUMNS, view.name());
        if (existing.isEmpty()) {
            String create = dialect.createView(view);
            return autoCreate
                    ? new Inspection(Optional.empty(), Optional.of(create))
                    : Inspection.ofProblem(subject(view)
                            + " does not exist; names are case-sensitive. Set auto.create=true, or execute: " + create);
        }
        Optional<String> problem = otherObject(connection, view);
        List<String> missing = new ArrayList<>(view.columns());
        missing.removeAll(existing);
        if (problem.isPresent() || missing.isEmpty()) {
            return new Inspection(problem, Optional.empty());
        }
        // A database cannot remove or reorder the columns of a view.
        List<String> columns = new ArrayList<>(existing);
        columns.addAll(missing);
        String replace = dialect.replaceView(new ViewDefinition(view.name(), view.items(), columns));
        return autoEvolve
                ? new Inspection(Optional.empty(), Optional.of(replace))
                : Inspection.ofProblem(subject(view) + " has no column '" + missing.get(0)
                        + "'. Set auto.evolve=true, or execute: " + replace);
    }

    private Optional<String> otherObject(Connection connection, ViewDefinition view) throws SQLException {
        List<String> definition = strings(connection, DEFINITION, view.name());
        if (definition.isEmpty()) {
            return Optional.of("The name " + view.name() + " (projection.table) is that of a table, but"
                    + " several items can have the same 'projection.key', so it has to be that of a view of "
                    + view.items() + ". Rename or drop the table, change 'projection.table', or add the item's key to"
                    + " 'projection.key'");
        }
        // The definition is not visible to users who do not own the view.
        String items = view.items().name();
        return !definition.get(0).isEmpty()
                        && !definition.get(0).contains(items)
                        && !definition.get(0).contains(dialect.quote(items))
                ? Optional.of("The view " + view.name() + " (projection.table) is not a view of " + view.items()
                        + ". Drop it, or change 'projection.table'")
                : Optional.empty();
    }

    private static String subject(ViewDefinition view) {
        return "The view " + view.name() + " (projection.table)";
    }

    private static List<String> strings(Connection connection, String query, TableName table) throws SQLException {
        Optional<String> schema = table.schema();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, schema.isPresent() ? schema.get() : currentSchema(connection));
            statement.setString(2, table.name());
            List<String> found = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    found.add(Optional.ofNullable(results.getString(1)).orElse(""));
                }
            }
            return found;
        }
    }

    /** The JDBC drivers of MySQL and MariaDB report schemas as catalogs. */
    private static String currentSchema(Connection connection) throws SQLException {
        String schema = connection.getSchema();
        return schema == null ? connection.getCatalog() : schema;
    }
}
