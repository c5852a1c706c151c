/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.sql.Setup.Ready;
import io.changefeed.readmodel.sql.fault.Fault;
import io.changefeed.readmodel.sql.fault.Faults;
import io.changefeed.readmodel.sql.table.BrokenTableException;
import io.changefeed.readmodel.sql.write.CommitGate;
import io.changefeed.readmodel.sql.write.Session;
import io.changefeed.readmodel.store.Answers;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes, on a thread of its own. A transaction is committed with a call of its own, after all its statements
 * were answered: when an attempt was aborted before that, nothing of it can come to be, even if its
 * statements reach the server later.
 */
final class WriteAttempt implements Delivery, Runnable, CommitGate {
    private static final Logger LOG = LoggerFactory.getLogger(WriteAttempt.class);
    /** How often transactions that get into each other's way are tried at once, before that is left to the delivery. */
    private static final int TRIES = 4;
    /** How long a statement has to end after it was cancelled, before its connection is cut. */
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** How long a commit has, of which nobody could say what became. */
    private static final Duration GRACE_OF_COMMIT = Duration.ofSeconds(4);

    private final List<RowChange> changes;
    private final Database database;
    private final UnaryOperator<String> withoutSecrets;
    private final Executor helpers;
    private final CompletableFuture<DeliveryResult> answer = new CompletableFuture<>();
    private boolean isAborted;
    private boolean isCommitting;
    private @Nullable Session session;

    /** @param helpers runs what aborting takes, which may wait */
    WriteAttempt(List<RowChange> changes, Database database, UnaryOperator<String> withoutSecrets, Executor helpers) {
        this.changes = List.copyOf(changes);
        this.database = database;
        this.withoutSecrets = withoutSecrets;
        this.helpers = helpers;
    }

    @Override
    public CompletionStage<DeliveryResult> result() {
        return answer.copy();
    }

    @Override
    public void run() {
        try {
            answer.complete(written(changes));
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private DeliveryResult written(List<RowChange> changes) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction(changes);
            } catch (SQLException e) {
                Fault fault = Faults.of(e);
                LOG.debug("A transaction failed: {}", fault, e);
                if (isAborted()) {
                    return aborted();
                }
                if (fault.isOfChange() && hasTwoParts(changes)) {
                    return apart(changes.get(0));
                }
                if (fault != Fault.CONFLICT || attempt == TRIES) {
                    return fault.answer(changes.size(), withoutSecrets.apply(reason(e)));
                }
            } catch (BrokenTableException e) {
                return new DeliveryResult.Fatal(withoutSecrets.apply(String.valueOf(e.getMessage())));
            }
        }
    }

    private static boolean hasTwoParts(List<RowChange> changes) {
        return changes.size() == 1 && changes.get(0).keys().size() == 2;
    }

    /** The row that an item leaves is deleted though its new one cannot be written, and the other way round. */
    private DeliveryResult apart(RowChange change) {
        DeliveryResult deleted = written(List.of(change.withoutPut()));
        DeliveryResult put = written(List.of(change.withoutDelete()));
        if (deleted instanceof DeliveryResult.PerEvent one && put instanceof DeliveryResult.PerEvent other) {
            return new DeliveryResult.PerEvent(List.of(
                    Answers.worst(List.of(one.results().get(0), other.results().get(0)))));
        }
        return deleted instanceof DeliveryResult.PerEvent ? put : deleted;
    }

    private DeliveryResult transaction(List<RowChange> changes) throws SQLException, BrokenTableException {
        if (isAborted()) {
            return aborted();
        }
        try (Connection connection = database.connect()) {
            Ready ready = database.ready(connection);
            Session writing = new Session(connection, ready.dialect(), this);
            begin(writing);
            try {
                BitSet stale = ready.writer().write(writing, changes);
                writing.commit();
                return outcomes(changes.size(), stale);
            } catch (SQLException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                end();
            }
        }
    }

    private static void rollBack(Connection connection, SQLException reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is lost: then the server rolls back.
            reason.addSuppressed(e);
        }
    }

    private static DeliveryResult outcomes(int changes, BitSet stale) {
        List<EventResult> outcomes = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            outcomes.add(stale.get(i) ? new EventResult.Stale() : new EventResult.Delivered());
        }
        return new DeliveryResult.PerEvent(outcomes);
    }

    /** With the state, by which people find an error in a database's manual. */
    private static String reason(SQLException error) {
        Throwable cause = error;
        while (cause.getCause() instanceof SQLException deeper && deeper != cause) {
            cause = deeper;
        }
        SQLException first = (SQLException) cause;
        return "the database answered: " + first.getMessage() + " (SQLState " + first.getSQLState() + ")";
    }

    private static DeliveryResult aborted() {
        return new DeliveryResult.Unavailable("aborted", Optional.empty());
    }

    private synchronized boolean isAborted() {
        return isAborted;
    }

    private synchronized void begin(Session writing) {
        session = writing;
    }

    private synchronized void end() {
        session = null;
    }

    @Override
    public synchronized boolean enter() {
        isCommitting = !isAborted;
        return isCommitting;
    }

    @Override
    public synchronized void leave() {
        isCommitting = false;
    }

    /**
     * What is not being committed now never will be: the answer need not wait for the server, which may not answer. What
     * is being committed has a little longer.
     */
    @Override
    public void abort() {
        Optional<Session> writing;
        Duration grace;
        synchronized (this) {
            isAborted = true;
            writing = Optional.ofNullable(session);
            grace = isCommitting ? GRACE_OF_COMMIT : GRACE;
        }
        if (writing.isEmpty()) {
            answer.complete(aborted());
            return;
        }
        helpers.execute(() -> writing.flatMap(Session::current).ifPresent(WriteAttempt::cancel));
        CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS, helpers)
                .execute(() -> giveUp(writing.get()));
    }

    private void giveUp(Session writing) {
        if (answer.complete(aborted())) {
            try {
                writing.connection().abort(helpers);
            } catch (SQLException e) {
                LOG.warn("A connection could not be cut; its statement ends with statement.timeout.ms", e);
            }
        }
    }

    private static void cancel(PreparedStatement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.debug("The statement could not be cancelled: its connection will be cut", e);
        }
    }
}
