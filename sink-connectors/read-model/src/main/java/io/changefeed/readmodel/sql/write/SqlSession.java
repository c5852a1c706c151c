/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.write;

import io.changefeed.readmodel.sql.dialect.Dialect;
import io.changefeed.readmodel.sql.dialect.RowDialect;
import io.changefeed.readmodel.sql.dialect.StatementLimit;
import io.changefeed.readmodel.sql.table.SqlColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A connection in a transaction, with the statement that is being executed. */
public final class SqlSession {
    private static final String QUERY_CANCELED = "57014";
    private static final String TEXT_TOO_LONG = "22001";

    private final Connection connection;
    private final Dialect dialect;
    private final StatementLimit limit;
    private final CommitGuard guard;
    private final boolean areTablesCurrent;
    private final AtomicReference<@Nullable PreparedStatement> currentStatement = new AtomicReference<>();
    private boolean isInTransaction;
    private long largestRequest;

    /**
     * Creates a session for a new transaction.
     *
     * @param guard is consulted before each commit
     * @param areTablesCurrent whether the tables were checked after this transaction had failed before
     */
    public SqlSession(
            Connection connection, Dialect dialect, StatementLimit limit, CommitGuard guard, boolean areTablesCurrent) {
        this.connection = connection;
        this.dialect = dialect;
        this.limit = limit;
        this.guard = guard;
        this.areTablesCurrent = areTablesCurrent;
    }

    public Connection connection() {
        return connection;
    }

    RowDialect dialect() {
        return dialect.rows();
    }

    /** Commits the statements since the last commit, all of which have completed. */
    public void commit() throws SQLException {
        if (!guard.canCommit()) {
            throw new SQLException("the delivery was aborted", QUERY_CANCELED);
        }
        connection.commit();
        isInTransaction = false;
    }

    /** Undoes the statements since the last commit, one of which has failed. */
    void rollBack() throws SQLException {
        connection.rollback();
        isInTransaction = false;
    }

    /** Whether an error is not caused by an earlier definition of the tables. */
    boolean areTablesCurrent() {
        return areTablesCurrent;
    }

    /** The statement that is being executed, so that another thread can cancel it. */
    public Optional<PreparedStatement> currentStatement() {
        return Optional.ofNullable(currentStatement.get());
    }

    /** An upper bound of the size of the largest request, in bytes: up to three times its size. */
    public long largestRequest() {
        return largestRequest;
    }

    /**
     * A statement for rows.
     *
     * @param sql builds the statement for a number of rows
     * @param rows each in the order of {@code columns}
     */
    record RowStatement(IntFunction<String> sql, List<SqlColumn> columns, List<@Nullable Object[]> rows) {
        /**
         * Returns a statement that stores rows.
         *
         * @throws SQLException if a column cannot contain a text because of its length
         */
        static RowStatement storing(IntFunction<String> sql, List<SqlColumn> columns, List<@Nullable Object[]> rows)
                throws SQLException {
            requireLengths(columns, rows);
            return new RowStatement(sql, columns, rows);
        }
    }

    /**
     * Executes a statement that stores rows, as {@link #update} does.
     *
     * @throws SQLException also if a column cannot contain a text because of its length
     */
    int store(IntFunction<String> sql, List<SqlColumn> columns, List<@Nullable Object[]> rows) throws SQLException {
        requireLengths(columns, rows);
        return update(sql, columns, rows);
    }

    /**
     * Executes a statement for rows, or several if the server does not accept all rows in one.
     *
     * @param sql builds the statement for a number of rows
     * @return the update count
     */
    int update(IntFunction<String> sql, List<SqlColumn> columns, List<@Nullable Object[]> rows) throws SQLException {
        int count = 0;
        for (Part part : parts(new RowStatement(sql, columns, rows))) {
            count += execute(List.of(part), PreparedStatement::getUpdateCount);
        }
        return count;
    }

    /**
     * Executes statements one after the other, as {@link #update} does, but in one request if the database accepts that.
     */
    void update(List<RowStatement> statements) throws SQLException {
        List<Part> all = new ArrayList<>();
        for (RowStatement statement : statements) {
            all.addAll(parts(statement));
        }
        boolean isOneRequest = dialect.acceptsSeveralStatements() && !all.isEmpty();
        for (List<Part> request :
                isOneRequest ? List.of(all) : all.stream().map(List::of).toList()) {
            execute(request, PreparedStatement::getUpdateCount);
        }
    }

    /** A statement with the rows that the server accepts in one. */
    private record Part(String sql, List<SqlColumn> columns, StatementLimit.Part values) {}

    private List<Part> parts(RowStatement statement) throws SQLException {
        return limit.split(statement.rows()).stream()
                .map(part -> new Part(statement.sql().apply(part.rows().size()), statement.columns(), part))
                .toList();
    }

    /** Reads a row of a result set. */
    interface RowReader<T> {
        /**
         * Reads the current row of a result set.
         *
         * @param first the index of the first row to which the statement refers
         */
        T read(ResultSet row, int first) throws SQLException;
    }

    /** Executes a query for rows, or several as {@link #update} does. */
    <T> List<T> query(
            IntFunction<String> sql, List<SqlColumn> columns, List<@Nullable Object[]> rows, RowReader<T> reader)
            throws SQLException {
        List<T> read = new ArrayList<>();
        int first = 0;
        for (Part part : parts(new RowStatement(sql, columns, rows))) {
            int firstOfPart = first;
            read.addAll(execute(List.of(part), statement -> readAll(statement, firstOfPart, reader)));
            first += part.values().rows().size();
        }
        return read;
    }

    private static <T> List<T> readAll(PreparedStatement statement, int first, RowReader<T> reader)
            throws SQLException {
        List<T> read = new ArrayList<>();
        try (ResultSet results = statement.getResultSet()) {
            while (results.next()) {
                read.add(reader.read(results, first));
            }
        }
        return read;
    }

    private interface ResultReader<T> {
        T read(PreparedStatement executed) throws SQLException;
    }

    /**
     * Executes statements in one request, after the settings of the transaction if it begins with them.
     *
     * @param reader reads the result of the last statement
     */
    private <T> T execute(List<Part> parts, ResultReader<T> reader) throws SQLException {
        List<String> texts = new ArrayList<>(isInTransaction ? List.of() : dialect.transactionSettings());
        parts.forEach(part -> texts.add(part.sql()));
        try (PreparedStatement statement = connection.prepareStatement(String.join("; ", texts))) {
            isInTransaction = true;
            currentStatement.set(statement);
            largestRequest = Math.max(
                    largestRequest,
                    parts.stream().mapToLong(part -> part.values().bytes()).sum());
            int parameter = 1;
            for (Part part : parts) {
                parameter = dialect.rows()
                        .bind(
                                statement,
                                parameter,
                                part.columns(),
                                part.values().rows());
            }
            statement.execute();
            for (int result = 1; result < texts.size(); result++) {
                statement.getMoreResults();
            }
            return reader.read(statement);
        } finally {
            currentStatement.set(null);
        }
    }

    private static void requireLengths(List<SqlColumn> columns, List<@Nullable Object[]> rows) throws SQLException {
        for (int c = 0; c < columns.size(); c++) {
            SqlColumn column = columns.get(c);
            if (column.maxCharacters() == 0) {
                continue;
            }
            for (@Nullable Object[] row : rows) {
                Optional<String> problem =
                        row[c] instanceof String text ? column.lengthProblem(text) : Optional.empty();
                if (problem.isPresent()) {
                    throw new SQLException(problem.get(), TEXT_TOO_LONG);
                }
            }
        }
    }
}
