/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.table;

import io.changefeed.readmodel.row.Column;
import io.changefeed.readmodel.sql.dialect.Dialect;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Sees to it that tables are what they must be.
 *
 * @param autoCreate whether a missing table is created
 * @param autoEvolve whether missing columns are added
 */
public record Tables(Dialect dialect, boolean autoCreate, boolean autoEvolve) {
    /** Of a table that somebody else creates or changes at the same time. */
    private static final int LOOKS = 5;

    /**
     * The table as statements need it.
     *
     * @throws BrokenTableException when it is not what it must be and may not be made so
     */
    public SqlTable ready(Connection connection, Wanted wanted) throws SQLException, BrokenTableException {
        requireShortNames(wanted);
        for (int look = 1; look < LOOKS; look++) {
            Optional<Existing> existing = new Catalog(connection).table(wanted.name());
            Optional<SqlTable> ready = existing.isPresent()
                    ? readyOrEvolved(connection, wanted, existing.get())
                    : created(connection, wanted);
            if (ready.isPresent()) {
                return ready.get();
            }
        }
        throw new BrokenTableException("the table " + wanted.name() + " (" + wanted.property()
                + ") was created or changed by statements that succeeded, and is still not there: it may be hidden from"
                + " this user or be in another schema");
    }

    private void requireShortNames(Wanted wanted) throws BrokenTableException {
        List<String> names = new ArrayList<>(List.of(wanted.name().name()));
        wanted.columns().forEach(column -> names.add(column.name()));
        for (String name : names) {
            if (name.getBytes(StandardCharsets.UTF_8).length > dialect.longestName()) {
                throw new BrokenTableException("the name '" + name + "' (" + wanted.property()
                        + ") is longer than the database's " + dialect.longestName() + " bytes");
            }
        }
    }

    private Optional<SqlTable> created(Connection connection, Wanted wanted) throws SQLException, BrokenTableException {
        String create = dialect.create(wanted);
        if (!autoCreate) {
            throw new BrokenTableException("there is no table " + wanted.name() + " (" + wanted.property()
                    + "; letters count as they are written). Set auto.create=true, or execute: " + create);
        }
        executeOrLookAgain(connection, create);
        return Optional.empty();
    }

    private Optional<SqlTable> readyOrEvolved(Connection connection, Wanted wanted, Existing existing)
            throws SQLException, BrokenTableException {
        TableCheck check = new TableCheck(wanted, existing, dialect);
        List<Column> missing = check.missing();
        if (missing.isEmpty()) {
            Optional<String> problem = check.problem();
            if (problem.isPresent()) {
                throw new BrokenTableException(problem.get());
            }
            return Optional.of(sqlTable(wanted, existing));
        }
        for (Column column : missing) {
            String add = dialect.add(wanted.name(), column);
            if (!autoEvolve || wanted.key().contains(column)) {
                throw new BrokenTableException("the table " + wanted.name() + " (" + wanted.property()
                        + ") has no column '" + column.name() + "'. "
                        + (wanted.key().contains(column)
                                ? "It is of the key, so it is not added to a table that exists."
                                : "Set auto.evolve=true, or execute: " + add));
            }
            executeOrLookAgain(connection, add);
        }
        return Optional.empty();
    }

    /** Another task may be doing the same: what came of it is seen at the next look. */
    private void executeOrLookAgain(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (!dialect.isAlreadyDone(e)) {
                throw e;
            }
        }
    }

    private SqlTable sqlTable(Wanted wanted, Existing existing) {
        return new SqlTable(wanted.name(), columns(wanted.key(), existing), columns(wanted.others(), existing));
    }

    private static List<SqlColumn> columns(List<Column> columns, Existing existing) {
        return columns.stream()
                .map(column -> new SqlColumn(
                        column.name(),
                        column.type(),
                        Objects.requireNonNull(existing.columns().get(column.name()))
                                .type()))
                .toList();
    }
}
