/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.table.SqlColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A connection in a transaction, with the statement that is being executed. */
public final class SqlSession {
    private static final String QUERY_CANCELED = "57014";

    private final Connection connection;
    private final Dialect dialect;
    private final CommitGate gate;
    private final AtomicReference<@Nullable PreparedStatement> currentStatement = new AtomicReference<>();
    private boolean isInTransaction;

    /**
     * Creates a session for a new transaction.
     *
     * @param gate is consulted before each commit
     */
    public SqlSession(Connection connection, Dialect dialect, CommitGate gate) {
        this.connection = connection;
        this.dialect = dialect;
        this.gate = gate;
    }

    public Connection connection() {
        return connection;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Commits the statements since the last commit, all of which have completed. */
    public void commit() throws SQLException {
        if (!gate.canCommit()) {
            throw new SQLException("the delivery was aborted", QUERY_CANCELED);
        }
        connection.commit();
        isInTransaction = false;
    }

    private void begin() throws SQLException {
        if (!isInTransaction) {
            dialect.initializeTransaction(connection);
            isInTransaction = true;
        }
    }

    /** The statement that is being executed, so that another thread can cancel it. */
    public Optional<PreparedStatement> currentStatement() {
        return Optional.ofNullable(currentStatement.get());
    }

    /** Executes a statement for rows and returns the update count. */
    int update(String sql, List<SqlColumn> columns, List<@Nullable Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            begin();
            currentStatement.set(statement);
            dialect.bind(statement, columns, rows);
            return statement.executeUpdate();
        } finally {
            currentStatement.set(null);
        }
    }

    /** Reads a row of a result set. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> query(String sql, List<SqlColumn> columns, List<@Nullable Object[]> rows, RowReader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            begin();
            currentStatement.set(statement);
            dialect.bind(statement, columns, rows);
            List<T> read = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    read.add(reader.read(results));
                }
            }
            return read;
        } finally {
            currentStatement.set(null);
        }
    }
}
