/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.ItemChange.Put;
import io.changefeed.readmodel.row.ItemChange.Reject;
import io.changefeed.readmodel.sql.SqlWriterFactory.PreparedWriter;
import io.changefeed.readmodel.sql.schema.InvalidTableException;
import io.changefeed.readmodel.sql.write.CommitGuard;
import io.changefeed.readmodel.sql.write.RecordConflictException;
import io.changefeed.readmodel.sql.write.SqlSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes in a transaction, on a separate thread. The commit is a separate call after all statements have
 * completed: if a delivery is aborted before it, none of its changes takes effect, even if its statements reach the
 * server later.
 */
final class JdbcDelivery implements Delivery, Runnable, CommitGuard {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcDelivery.class);
    /** Maximum number of immediate attempts of a transaction that conflicts with others. */
    private static final int MAX_ATTEMPTS = 4;
    /**
     * The size in bytes from which the server or a proxy could have closed the connection because of a request, which can
     * contain several statements. It is compared with an upper bound, so a request of a third of this size can count as
     * large.
     */
    private static final long LARGE_REQUEST = 256 * 1024;
    /** Time for a cancelled statement or a commit to end before its connection is closed. */
    private static final Duration ABORT_GRACE = Duration.ofSeconds(1);

    private static final EventResult DELIVERED = new EventResult.Delivered();
    private static final EventResult STALE = new EventResult.Stale();

    private final List<ItemChange> changes;
    private final SqlDatabase database;
    private final Executor helpers;
    private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    /** Whether the tables were checked after a transaction of this delivery had failed. */
    private boolean areTablesCurrent;
    /** An upper bound of the size of the largest request of the last transaction, in bytes. */
    private long largestRequest;

    private boolean isAborted;
    private @Nullable SqlSession session;

    /** @param helpers runs the blocking calls of {@link #abort} */
    JdbcDelivery(List<ItemChange> changes, SqlDatabase database, Executor helpers) {
        this.changes = List.copyOf(changes);
        this.database = database;
        this.helpers = helpers;
    }

    @Override
    public CompletionStage<DeliveryResult> result() {
        return result.copy();
    }

    @Override
    public void run() {
        try {
            result.complete(write(changes));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private DeliveryResult write(List<ItemChange> changes) {
        for (int attempt = 1; ; attempt++) {
            try {
                return executeTransaction(changes);
            } catch (SQLException e) {
                SqlErrorKind kind = SqlErrorClassifier.classify(e);
                LOG.debug("Transaction failed ({})", kind, e);
                if (isAborted()) {
                    return aborted();
                }
                if (changes.size() == 1 && kind.isRejection() && !areTablesCurrent) {
                    checkTablesAgain(kind);
                    continue;
                }
                if (kind.canBeCausedByChange()
                        && changes.size() == 1
                        && changes.get(0).effect() instanceof Put) {
                    return rejectItem(changes.get(0), kind, reason(e));
                }
                if (kind != SqlErrorKind.CONFLICT || attempt == MAX_ATTEMPTS) {
                    return resultOfFailure(kind, changes.size(), reason(e));
                }
            } catch (InvalidTableException e) {
                return new DeliveryResult.Fatal(String.valueOf(e.getMessage()));
            } catch (RecordConflictException e) {
                return new DeliveryResult.Fatal(String.valueOf(e.getMessage()), true);
            }
        }
    }

    /** If the connection was lost during a large request, a smaller one can succeed. */
    private DeliveryResult resultOfFailure(SqlErrorKind kind, int changes, String reason) {
        if (!kind.canDependOnSize() || largestRequest < LARGE_REQUEST) {
            return kind.resultOf(changes, reason);
        }
        return changes == 1
                ? DeliveryResult.PerEvent.of(1, new EventResult.Retry(reason))
                : new DeliveryResult.Rejected(reason);
    }

    /** An operator can have widened a column or raised a limit in the meantime. */
    private void checkTablesAgain(SqlErrorKind kind) {
        if (kind == SqlErrorKind.TOO_LARGE) {
            database.replaceConnections();
        }
        database.forgetTables();
        areTablesCurrent = true;
    }

    /**
     * The item leaves its previous row even if its new row cannot be stored. Until then, the change is retried, unless
     * the tables cannot store the rejection either: repeating it would not help.
     */
    private DeliveryResult rejectItem(ItemChange change, SqlErrorKind kind, String reason) {
        DeliveryResult rejection = write(List.of(change.rejected(reason)));
        boolean isFinal = rejection instanceof DeliveryResult.PerEvent perEvent
                && !(perEvent.results().get(0) instanceof EventResult.Retry);
        return isFinal ? kind.resultOf(1, reason) : rejection;
    }

    private DeliveryResult executeTransaction(List<ItemChange> changes)
            throws SQLException, InvalidTableException, RecordConflictException {
        if (isAborted()) {
            return aborted();
        }
        largestRequest = 0;
        try (Connection connection = database.connect()) {
            try {
                return executeTransaction(connection, changes);
            } catch (SQLException e) {
                if (SqlErrorClassifier.classify(e) == SqlErrorKind.UNAVAILABLE) {
                    database.evict(connection);
                }
                throw e;
            }
        }
    }

    private DeliveryResult executeTransaction(Connection connection, List<ItemChange> changes)
            throws SQLException, InvalidTableException, RecordConflictException {
        PreparedWriter prepared = database.writer(connection);
        SqlSession newSession =
                new SqlSession(connection, prepared.dialect(), prepared.limit(), this, areTablesCurrent);
        begin(newSession);
        try {
            BitSet stale = prepared.writer().write(newSession, changes);
            newSession.commit();
            return resultsOf(changes, stale);
        } catch (SQLException | RecordConflictException e) {
            rollBack(connection, e);
            throw e;
        } finally {
            largestRequest = newSession.largestRequest();
            end();
        }
    }

    private static void rollBack(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is lost, so the server rolls back.
            reason.addSuppressed(e);
        }
    }

    private static DeliveryResult resultsOf(List<ItemChange> changes, BitSet stale) {
        List<EventResult> results = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            EventResult written = stale.get(i) ? STALE : DELIVERED;
            results.add(
                    changes.get(i).effect() instanceof Reject reject
                            ? new EventResult.Rejected(reject.reason())
                            : written);
        }
        return new DeliveryResult.PerEvent(results);
    }

    /** Includes the SQLState, by which the error can be found in the database's documentation. */
    private static String reason(SQLException error) {
        Throwable cause = error;
        while (cause.getCause() instanceof SQLException deeper && deeper != cause) {
            cause = deeper;
        }
        SQLException first = (SQLException) cause;
        return "database error: " + first.getMessage() + " (SQLState " + first.getSQLState() + ")";
    }

    private static DeliveryResult aborted() {
        return DeliveryResult.Unavailable.ofDestination("the delivery was aborted");
    }

    private synchronized boolean isAborted() {
        return isAborted;
    }

    private synchronized void begin(SqlSession newSession) {
        session = newSession;
    }

    private synchronized void end() {
        session = null;
    }

    @Override
    public boolean canCommit() {
        return !isAborted();
    }

    /**
     * A transaction whose commit has not started is never committed, so the result does not wait for a server that may
     * be unresponsive. The outcome of a commit that does not end in time is unknown.
     */
    @Override
    public void abort() {
        Optional<SqlSession> active;
        synchronized (this) {
            isAborted = true;
            active = Optional.ofNullable(session);
        }
        if (active.isEmpty()) {
            result.complete(aborted());
            return;
        }
        helpers.execute(() -> active.flatMap(SqlSession::currentStatement).ifPresent(JdbcDelivery::cancel));
        CompletableFuture.delayedExecutor(ABORT_GRACE.toMillis(), TimeUnit.MILLISECONDS, helpers)
                .execute(() -> closeConnection(active.get()));
    }

    private void closeConnection(SqlSession active) {
        if (result.complete(aborted())) {
            try {
                active.connection().abort(helpers);
            } catch (SQLException e) {
                LOG.warn(
                        "Failed to close the connection of an aborted delivery. Its statement can hold locks until it"
                                + " ends, at the latest after 'statement.timeout.ms'; no action is required",
                        e);
            }
        }
    }

    private static void cancel(PreparedStatement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.debug("Cancelling a statement failed; its connection will be closed", e);
        }
    }
}
