/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;

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

    /** On a thread of its own: not every driver keeps its timeouts. */
    public static Optional<Problem> problem(Access access) {
        FutureTask<Optional<Problem>> check = new FutureTask<>(() -> connect(access));
        Thread thread = new Thread(check, "changefeed-validate");
        thread.setDaemon(true);
        thread.start();
        try {
            return check.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of(new Problem(false, "The database did not answer within " + LONGEST.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new ConnectException("The configuration could not be validated", e.getCause());
        }
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
