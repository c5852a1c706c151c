/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.connector.BoundedCheck;
import io.changefeed.readmodel.sql.dialect.Dialects;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Checks, without changing anything, that the database is reachable, and that its tables match the projection. */
public final class JdbcRemoteCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private JdbcRemoteCheck() {}

    /** What has to be corrected. */
    public enum Subject {
        CONNECTION,
        /** The database was reached but rejected the login. */
        LOGIN,
        TABLE
    }

    /**
     * Why the configuration does not work.
     *
     * @param column the column of the table that does not match; empty for other problems
     */
    public record Problem(Subject subject, Optional<String> column, String reason) {
        private Problem(Subject subject, String reason) {
            this(subject, Optional.empty(), reason);
        }
    }

    /** Returns the problems that a task would report before its first write. */
    public static List<Problem> problems(JdbcConnectionSettings settings, SqlWriterFactory writerFactory) {
        return BoundedCheck.run(
                TIMEOUT,
                () -> check(settings, writerFactory),
                timeout -> List.of(new Problem(
                        Subject.CONNECTION, "The database did not respond within " + TIMEOUT.toSeconds() + " s.")),
                List.of());
    }

    private static List<Problem> check(JdbcConnectionSettings settings, SqlWriterFactory writerFactory) {
        try (Connection connection = new DriverDataSource(settings).getConnection()) {
            return check(connection, writerFactory);
        } catch (SQLException e) {
            boolean isLogin = String.valueOf(e.getSQLState()).startsWith("28");
            return List.of(new Problem(
                    isLogin ? Subject.LOGIN : Subject.CONNECTION, "Connecting to the database failed: " + text(e)));
        }
    }

    private static List<Problem> check(Connection connection, SqlWriterFactory writerFactory) {
        try {
            if (isReadOnly(connection)) {
                return List.of(new Problem(
                        Subject.CONNECTION,
                        "The database server is read-only. If it is a replica, connect to its primary."));
            }
            return writerFactory.check(connection).stream()
                    .map(problem -> new Problem(Subject.TABLE, problem.column(), problem.reason() + "."))
                    .toList();
        } catch (SQLException e) {
            return List.of(new Problem(Subject.TABLE, "Checking the tables failed: " + text(e)));
        }
    }

    private static boolean isReadOnly(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(Dialects.of(connection).selectReadOnly())) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private static String text(SQLException error) {
        return error.getMessage() + " (SQLState " + error.getSQLState() + ").";
    }
}
