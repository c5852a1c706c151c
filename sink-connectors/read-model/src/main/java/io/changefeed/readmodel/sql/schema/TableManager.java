/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Ensures that tables match their required definitions.
 *
 * @param autoCreate whether a missing table is created
 * @param autoEvolve whether missing columns are added
 */
public record TableManager(Dialect dialect, boolean autoCreate, boolean autoEvolve) {
    /** A table is read again after a change, because another task could change it at the same time. */
    private static final int MAX_READS = 5;

    /**
     * The state of a table.
     *
     * @param problems what only an operator can change
     * @param changes the statements that this connector executes, without which the table does not match either
     * @param existing empty if the table does not exist
     */
    private record Inspection(List<TableProblem> problems, List<String> changes, Optional<TableDescriptor> existing) {}

    /** Checks a table as {@link #prepare} does, but only reads the catalog. */
    public List<TableProblem> check(Connection connection, TableDefinition definition) throws SQLException {
        return inspect(connection, definition).problems();
    }

    /**
     * Checks a table and creates or extends it where that is allowed.
     *
     * @throws InvalidTableException if the table does not match and cannot be changed
     */
    public SqlTable prepare(Connection connection, TableDefinition definition)
            throws SQLException, InvalidTableException {
        for (int read = 1; read < MAX_READS; read++) {
            Inspection inspection = inspect(connection, definition);
            if (!inspection.problems().isEmpty()) {
                throw new InvalidTableException(inspection.problems());
            }
            if (inspection.changes().isEmpty()) {
                return sqlTable(definition, inspection.existing().orElseThrow());
            }
            for (String statement : inspection.changes()) {
                DdlStatements.execute(connection, dialect, statement);
            }
        }
        throw new InvalidTableException(List.of(TableProblem.of(
                definition,
                Optional.empty(),
                "was created or altered successfully but still does not match its definition. Check that it is visible"
                        + " to this user and not in another schema")));
    }

    private Inspection inspect(Connection connection, TableDefinition definition) throws SQLException {
        List<TableProblem> problems = new ArrayList<>(TableNames.problems(definition, dialect));
        List<String> changes = new ArrayList<>();
        CatalogReader catalog = CatalogReader.of(connection, dialect);
        Optional<TableDescriptor> existing = catalog.table(definition.name());
        if (existing.isEmpty()) {
            inspectMissing(catalog, definition, problems, changes);
        } else {
            TableCheck check = new TableCheck(definition, existing.get(), dialect);
            for (Column column : check.missingColumns()) {
                inspectMissing(definition, column, existing.get(), problems, changes);
            }
            problems.addAll(check.problems());
            if (problems.isEmpty() && changes.isEmpty()) {
                TablePrivileges.problem(connection, definition, dialect)
                        .ifPresent(predicate -> problems.add(TableProblem.of(definition, Optional.empty(), predicate)));
            }
        }
        return new Inspection(problems, changes, existing);
    }

    private void inspectMissing(
            CatalogReader catalog, TableDefinition definition, List<TableProblem> problems, List<String> changes)
            throws SQLException {
        String create = dialect.tables().createTable(definition);
        Optional<String> creationProblem = catalog.creationProblem(definition.name());
        if (autoCreate && creationProblem.isEmpty()) {
            changes.add(create);
        } else {
            problems.add(TableProblem.of(
                    definition,
                    Optional.empty(),
                    "does not exist"
                            + (autoCreate
                                    ? " and cannot be created. " + creationProblem.orElse("")
                                    : "; names are case-sensitive. Set auto.create=true, or execute: " + create)));
        }
    }

    private void inspectMissing(
            TableDefinition definition,
            Column column,
            TableDescriptor existing,
            List<TableProblem> problems,
            List<String> changes) {
        String addColumn = dialect.tables().addColumn(definition.name(), column);
        boolean isKey = definition.key().contains(column);
        if (autoEvolve && !isKey) {
            changes.add(addColumn);
            return;
        }
        String similar = existing.columns().keySet().stream()
                .filter(column.name()::equalsIgnoreCase)
                .map(name -> ", but a column '" + name + "': names are case-sensitive")
                .findFirst()
                .orElse("");
        problems.add(TableProblem.of(
                definition,
                Optional.of(column.name()),
                "has no column '" + column.name() + "'" + similar + ". "
                        + (isKey
                                ? "Key columns are not added to an existing table."
                                : "Set auto.evolve=true, or execute: " + addColumn)));
    }

    private SqlTable sqlTable(TableDefinition definition, TableDescriptor existing) {
        return new SqlTable(
                definition.name(), columns(definition.key(), existing), columns(definition.nonKeyColumns(), existing));
    }

    private static List<SqlColumn> columns(List<Column> columns, TableDescriptor existing) {
        return columns.stream()
                .map(column -> sqlColumn(
                        column, Objects.requireNonNull(existing.columns().get(column.name()))))
                .toList();
    }

    private static SqlColumn sqlColumn(Column column, TableDescriptor.Column existing) {
        return new SqlColumn(
                column.name(),
                column.type(),
                existing.notation(),
                existing.type().equals("varchar") ? existing.size() : 0);
    }
}
