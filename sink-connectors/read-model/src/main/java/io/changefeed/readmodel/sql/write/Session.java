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

/** A connection, and the statement that it executes. */
public final class Session {
    private static final String CANCELED = "57014";

    private final Connection connection;
    private final Dialect dialect;
    private final CommitGate gate;
    private final AtomicReference<@Nullable PreparedStatement> current = new AtomicReference<>();

    /**
     * A session of a transaction that has just begun.
     *
     * @param gate asked before each commit
     */
    public Session(Connection connection, Dialect dialect, CommitGate gate) {
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

    /** Commits what was written since the last time, all statements of which were answered. */
    public void commit() throws SQLException {
        if (!gate.enter()) {
            throw new SQLException("aborted", CANCELED);
        }
        try {
            connection.commit();
        } finally {
            gate.leave();
        }
    }

    /** The statement that is being executed, for another thread to cancel. */
    public Optional<PreparedStatement> current() {
        return Optional.ofNullable(current.get());
    }

    /** Executes a statement for rows; the answer is how many the database says that it wrote. */
    int update(String sql, List<SqlColumn> columns, List<@Nullable Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            current.set(statement);
            dialect.bind(statement, columns, rows);
            return statement.executeUpdate();
        } finally {
            current.set(null);
        }
    }

    /** Reads a row of an answer. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> query(String sql, List<SqlColumn> columns, List<@Nullable Object[]> rows, Reader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            current.set(statement);
            dialect.bind(statement, columns, rows);
            List<T> read = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    read.add(reader.read(found));
                }
            }
            return read;
        } finally {
            current.set(null);
        }
    }
}
