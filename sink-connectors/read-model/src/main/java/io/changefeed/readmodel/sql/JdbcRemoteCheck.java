/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.connector.BoundedCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Checks that the database is reachable with the configured user. */
public final class JdbcRemoteCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private JdbcRemoteCheck() {}

    /**
     * Why the configuration does not work.
     *
     * @param isLogin whether the database was reached but rejected the login
     */
    public record Problem(boolean isLogin, String reason) {}

    public static Optional<Problem> problem(JdbcConnectionSettings settings) {
        return BoundedCheck.run(
                TIMEOUT,
                () -> connect(settings),
                timeout -> Optional.of(
                        new Problem(false, "The database did not respond within " + TIMEOUT.toSeconds() + " s.")),
                Optional.empty());
    }

    private static Optional<Problem> connect(JdbcConnectionSettings settings) {
        try {
            new DriverDataSource(settings).getConnection().close();
            return Optional.empty();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            return Optional.of(new Problem(
                    state.startsWith("28"),
                    "Connecting to the database failed: " + e.getMessage() + " (SQLState " + state + ")."));
        }
    }
}
