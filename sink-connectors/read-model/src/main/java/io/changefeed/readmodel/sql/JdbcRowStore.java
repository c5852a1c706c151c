/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import io.changefeed.connector.DaemonThreads;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.sql.table.ReadModelSchema;
import io.changefeed.readmodel.store.RowStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores rows in a database. Each delivery in flight has its own thread and connection. */
public final class JdbcRowStore implements RowStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcRowStore.class);
    /** How long an idle thread remains after the task was stopped. */
    private static final Duration HELPER_KEEPALIVE = Duration.ofSeconds(5);

    private final SqlDatabase database;
    /** Includes threads of aborted deliveries that still wait for an unresponsive server. */
    private final ExecutorService writers = Executors.newCachedThreadPool(DaemonThreads.named("read-model-sql"));

    private final ExecutorService helpers = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            HELPER_KEEPALIVE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("read-model-sql-abort"));

    private final RecordPurge purge;

    private JdbcRowStore(SqlDatabase database) {
        this.database = database;
        this.purge = new RecordPurge(database);
    }

    /**
     * Creates a store, which connects on its first write.
     *
     * @param maxInFlight the maximum number of concurrent deliveries
     */
    public static JdbcRowStore open(JdbcConnectionSettings settings, SqlWriterFactory writerFactory, int maxInFlight) {
        ReadModelSchema schema = writerFactory.schema();
        // One more connection than deliveries, so that the purge does not delay any of them.
        JdbcRowStore store =
                new JdbcRowStore(new SqlDatabase(ConnectionPool.open(settings, maxInFlight + 1), writerFactory));
        if (schema.knowsRowsOfItems()) {
            store.purge.start();
        }
        if (schema.hasItemTable()) {
            LOG.warn(
                    "Several items can have the same 'projection.key'; {} shows the one that changed last. Add the"
                            + " item's key to 'projection.key' to show all.",
                    schema.view().name());
        }
        return store;
    }

    @Override
    public Delivery write(List<ItemChange> changes) {
        JdbcDelivery delivery = new JdbcDelivery(changes, database, helpers);
        writers.execute(delivery);
        return delivery;
    }

    /**
     * Connections are closed in the background, because closing them can block. The helpers are not shut down, because
     * a delivery that has just been aborted still uses them to close its connection; idle threads end by themselves.
     */
    @Override
    public void close() {
        writers.shutdown();
        purge.close();
        helpers.execute(database::close);
    }
}
