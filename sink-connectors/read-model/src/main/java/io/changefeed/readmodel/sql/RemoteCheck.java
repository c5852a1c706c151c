/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.connector.BoundedCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Connects once, to see whether the database can be reached. */
public final class RemoteCheck {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private RemoteCheck() {}

    /**
     * Why a configuration would not work.
     *
     * @param isLogin whether the database was reached and did not take the user
     */
    public record Problem(boolean isLogin, String reason) {}

    public static Optional<Problem> problem(Access access) {
        return BoundedCheck.run(
                LONGEST,
                () -> connect(access),
                timeout -> Optional.of(
                        new Problem(false, "The database did not respond within " + LONGEST.toSeconds() + " s")),
                Optional.empty());
    }

    private static Optional<Problem> connect(Access access) {
        try {
            new DriverSource(access).getConnection().close();
            return Optional.empty();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            return Optional.of(new Problem(
                    state.startsWith("28"),
                    "The database cannot be used: " + access.withoutSecrets(String.valueOf(e.getMessage()))
                            + " (SQLState " + state + ")"));
        }
    }
}
