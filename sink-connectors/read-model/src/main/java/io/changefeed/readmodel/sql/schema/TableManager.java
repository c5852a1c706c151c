/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import io.changefeed.readmodel.sql.table.SqlTable;
import io.changefeed.readmodel.sql.table.TableDefinition;
import io.changefeed.readmodel.sql.table.TableDescriptor;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
     * Checks a table and creates or extends it where that is allowed.
     *
     * @throws InvalidTableException if the table does not match and cannot be changed
     */
    public SqlTable prepare(Connection connection, TableDefinition definition)
            throws SQLException, InvalidTableException {
        requireValidNameLengths(definition);
        for (int read = 1; read < MAX_READS; read++) {
            Optional<TableDescriptor> existing = new CatalogReader(connection).table(definition.name());
            Optional<SqlTable> prepared = existing.isPresent()
                    ? checkOrEvolve(connection, definition, existing.get())
                    : create(connection, definition);
            if (prepared.isPresent()) {
                return prepared.get();
            }
        }
        throw new InvalidTableException("the table " + definition.name() + " (" + definition.property()
                + ") was created or altered successfully but still does not match its definition. Check that it is"
                + " visible to this user and not in another schema");
    }

    private void requireValidNameLengths(TableDefinition definition) throws InvalidTableException {
        List<String> names = new ArrayList<>(List.of(definition.name().name()));
        definition.columns().forEach(column -> names.add(column.name()));
        for (String name : names) {
            if (name.getBytes(StandardCharsets.UTF_8).length > dialect.maxNameLength()) {
                throw new InvalidTableException("the name '" + name + "' (" + definition.property()
                        + ") is longer than the database's limit of " + dialect.maxNameLength() + " bytes");
            }
        }
    }

    private Optional<SqlTable> create(Connection connection, TableDefinition definition)
            throws SQLException, InvalidTableException {
        String create = dialect.createTable(definition);
        if (!autoCreate) {
            throw new InvalidTableException("the table " + definition.name() + " (" + definition.property()
                    + ") does not exist; names are case-sensitive. Set auto.create=true, or execute: " + create);
        }
        executeDdl(connection, create);
        return Optional.empty();
    }

    private Optional<SqlTable> checkOrEvolve(
            Connection connection, TableDefinition definition, TableDescriptor existing)
            throws SQLException, InvalidTableException {
        TableCheck check = new TableCheck(definition, existing, dialect);
        List<Column> missing = check.missingColumns();
        if (missing.isEmpty()) {
            Optional<String> problem = check.problem();
            if (problem.isPresent()) {
                throw new InvalidTableException(problem.get());
            }
            return Optional.of(sqlTable(definition, existing));
        }
        for (Column column : missing) {
            String addColumn = dialect.addColumn(definition.name(), column);
            if (!autoEvolve || definition.key().contains(column)) {
                throw new InvalidTableException("the table " + definition.name() + " (" + definition.property()
                        + ") has no column '" + column.name() + "'. "
                        + (definition.key().contains(column)
                                ? "Key columns are not added to an existing table."
                                : "Set auto.evolve=true, or execute: " + addColumn));
            }
            executeDdl(connection, addColumn);
        }
        return Optional.empty();
    }

    /** Ignores that another task has made the same change: the result is read afterwards. */
    private void executeDdl(Connection connection, String sql) throws SQLException {
        // Ends the transaction that has read the catalog.
        connection.rollback();
        dialect.initializeTransaction(connection);
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

    private SqlTable sqlTable(TableDefinition definition, TableDescriptor existing) {
        return new SqlTable(
                definition.name(), columns(definition.key(), existing), columns(definition.nonKeyColumns(), existing));
    }

    private static List<SqlColumn> columns(List<Column> columns, TableDescriptor existing) {
        return columns.stream()
                .map(column -> new SqlColumn(
                        column.name(),
                        column.type(),
                        Objects.requireNonNull(existing.columns().get(column.name()))
                                .type()))
                .toList();
    }
}
