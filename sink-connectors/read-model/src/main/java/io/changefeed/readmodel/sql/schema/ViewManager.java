/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.TableName;
import io.changefeed.readmodel.sql.table.ViewDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
     * Checks a view and creates or replaces it where that is allowed. The table of its items exists.
     *
     * @throws InvalidTableException if the view does not match and cannot be changed
     */
    public void prepare(Connection connection, ViewDefinition view) throws SQLException, InvalidTableException {
        List<String> existing = strings(connection, COLUMNS, view.name());
        if (existing.isEmpty()) {
            create(connection, view);
            return;
        }
        requireView(connection, view);
        List<String> missing = new ArrayList<>(view.columns());
        missing.removeAll(existing);
        if (!missing.isEmpty()) {
            // A database cannot remove or reorder the columns of a view.
            List<String> columns = new ArrayList<>(existing);
            columns.addAll(missing);
            replace(connection, view, new ViewDefinition(view.name(), view.items(), columns), missing);
        }
    }

    private void create(Connection connection, ViewDefinition view) throws SQLException, InvalidTableException {
        String create = dialect.createView(view);
        if (!autoCreate) {
            throw new InvalidTableException(subject(view)
                    + " does not exist; names are case-sensitive. Set auto.create=true, or execute: " + create);
        }
        execute(connection, create);
    }

    private void replace(Connection connection, ViewDefinition view, ViewDefinition newView, List<String> missing)
            throws SQLException, InvalidTableException {
        String replace = dialect.replaceView(newView);
        if (!autoEvolve) {
            throw new InvalidTableException(subject(view) + " has no column '" + missing.get(0)
                    + "'. Set auto.evolve=true, or execute: " + replace);
        }
        execute(connection, replace);
    }

    private static void requireView(Connection connection, ViewDefinition view)
            throws SQLException, InvalidTableException {
        List<String> definition = strings(connection, DEFINITION, view.name());
        if (definition.isEmpty()) {
            throw new InvalidTableException("the name " + view.name() + " (projection.table) is that of a table, but"
                    + " several items can have the same 'projection.key', so it has to be that of a view of "
                    + view.items() + ". Rename or drop the table, change 'projection.table', or add the item's key to"
                    + " 'projection.key'");
        }
        // The definition is not visible to users who do not own the view.
        if (!definition.get(0).isEmpty()
                && !definition.get(0).contains(view.items().name())) {
            throw new InvalidTableException("the view " + view.name() + " (projection.table) is not a view of "
                    + view.items() + ". Drop it, or change 'projection.table'");
        }
    }

    private static String subject(ViewDefinition view) {
        return "the view " + view.name() + " (projection.table)";
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

    /** Ignores that another task has made the same change. */
    private void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (!dialect.isAlreadyExistsError(e)) {
                throw e;
            }
        }
    }
}
