/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.readmodel.sql.SqlWriterFactory.PreparedWriter;
import io.changefeed.readmodel.sql.write.SqlSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the expired records of items, a limited number per transaction. */
final class RecordPurge implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordPurge.class);
    private static final Duration INITIAL_DELAY = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final SqlDatabase database;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("read-model-sql-purge"));

    RecordPurge(SqlDatabase database) {
        this.database = database;
    }

    /** Starts to purge once an hour. */
    @SuppressWarnings("FutureReturnValueIgnored") // run() reports all errors.
    void start() {
        scheduler.scheduleWithFixedDelay(this, INITIAL_DELAY.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        try {
            while (!scheduler.isShutdown() && purge()) {
                LOG.debug("Deleted expired records; continuing");
            }
        } catch (SQLException e) {
            SqlErrorKind kind = SqlErrorClassifier.classify(e);
            report(e, kind == SqlErrorKind.CONFLICT || kind == SqlErrorKind.TIMEOUT);
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            report(e, false);
        }
    }

    private void report(Exception error, boolean isConflict) {
        if (scheduler.isShutdown()) {
            LOG.debug("Deleting expired records ended with the task", error);
        } else if (isConflict) {
            LOG.debug("Deleting expired records conflicts with a write; retrying in {}", INTERVAL, error);
        } else {
            LOG.warn(
                    "Failed to delete expired records of deleted items; retrying in {} min. Writes are not affected:"
                            + " {}",
                    INTERVAL.toMinutes(),
                    error.getMessage());
        }
    }

    /** Whether more records can have expired. */
    private boolean purge() throws SQLException {
        Optional<PreparedWriter> writer = database.preparedWriter();
        if (writer.isEmpty()) {
            // Nothing was written yet.
            return false;
        }
        PreparedWriter prepared = writer.get();
        try (Connection connection = database.connect()) {
            SqlSession session = new SqlSession(
                    connection, prepared.dialect(), prepared.limit(), () -> !scheduler.isShutdown(), false);
            boolean hasMore = prepared.writer().purge(session);
            session.commit();
            return hasMore;
        }
    }

    /** Does not wait for a statement that is being executed. */
    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
