/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.store.Store;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Keeps rows in a database, with a thread and a connection for each write that is under way. */
public final class JdbcStore implements Store {
    private final Database database;
    private final UnaryOperator<String> withoutSecrets;
    /** As many as the delivery begins, and those that were given up but wait for a server that does not answer. */
    private final ExecutorService writers = Executors.newCachedThreadPool(DaemonThreads.named("read-model-sql"));

    private final ExecutorService helpers = Executors.newCachedThreadPool(DaemonThreads.named("read-model-sql-abort"));

    private JdbcStore(Database database, UnaryOperator<String> withoutSecrets) {
        this.database = database;
        this.withoutSecrets = withoutSecrets;
    }

    /**
     * A store that connects when it is first written to.
     *
     * @param writes how many may be under way at a time
     */
    public static JdbcStore open(Access access, Setup setup, int writes) {
        return new JdbcStore(new Database(Pool.open(access, writes), setup), access::withoutSecrets);
    }

    @Override
    public Delivery write(List<RowChange> changes) {
        WriteAttempt attempt = new WriteAttempt(changes, database, withoutSecrets, helpers);
        writers.execute(attempt);
        return attempt;
    }

    /**
     * Closing connections can wait for the server: nobody waits for that. The helpers are not shut down, as a write that
     * was given up just before still needs them to cut its connection; their threads end when they have had no work.
     */
    @Override
    public void close() {
        writers.shutdown();
        helpers.execute(database::close);
    }
}
