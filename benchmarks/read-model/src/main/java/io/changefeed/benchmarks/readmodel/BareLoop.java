/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.benchmarks.readmodel.TargetTable.Column;
import io.changefeed.benchmarks.readmodel.TargetTable.Content;
import io.changefeed.localstack.LocalStackException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A loop that executes the statement of the connector and commits: the minimum work of any such sink. Each thread has a
 * connection and rewrites the given rows, each time with the next revision and a greater version.
 */
final class BareLoop implements AutoCloseable {
    private static final int DIGITS = 20;

    private final TargetTable table;
    private final GuardedUpsert upsert;
    private final int revision;
    private final BlockingQueue<List<@Nullable String[]>> idle;
    private final ExecutorService threads;
    /** Greater than the version of any event. */
    private final AtomicLong versions = new AtomicLong(1_000_000_000_000L);

    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean isClosed;

    private BareLoop(TargetTable table, Content content, int batch, int inFlight) {
        this.table = table;
        this.upsert = new GuardedUpsert(table.name(), content.columns());
        this.revision = content.columns().stream().map(Column::name).toList().indexOf(Orders.REVISION);
        List<List<@Nullable String[]>> batches = batches(content.rows(), batch);
        if (batches.size() < inFlight) {
            throw new LocalStackException("there are " + content.rows().size() + " rows, too few for " + inFlight
                    + " concurrent statements of " + batch + " rows");
        }
        this.idle = new ArrayBlockingQueue<>(batches.size(), false, batches);
        this.threads = Executors.newFixedThreadPool(inFlight);
    }

    /** Divides the rows randomly into batches, each ordered by key, as in the connector. */
    private static List<List<@Nullable String[]>> batches(List<@Nullable String[]> rows, int size) {
        List<@Nullable String[]> mixed = new ArrayList<>(rows);
        Collections.shuffle(mixed, new Random(1));
        List<List<@Nullable String[]>> batches = new ArrayList<>();
        for (int from = 0; from + size <= mixed.size(); from += size) {
            batches.add(mixed.subList(from, from + size).stream()
                    .sorted(Comparator.comparing(row -> String.valueOf(row[0])))
                    .toList());
        }
        return batches;
    }

    /**
     * Starts a loop that writes until it is closed.
     *
     * @param content the rows, with the columns of the table
     * @param batch the number of rows in a statement
     * @param inFlight the number of concurrent statements
     */
    static BareLoop start(TargetTable table, Content content, int batch, int inFlight) {
        BareLoop loop = new BareLoop(table, content, batch, inFlight);
        for (int i = 0; i < inFlight; i++) {
            loop.threads.execute(loop::write);
        }
        return loop;
    }

    private void write() {
        try (Connection connection = table.server().connect()) {
            connection.setAutoCommit(false);
            while (!isClosed) {
                List<@Nullable String[]> rows = idle.take();
                String number = String.format("%0" + DIGITS + "d", versions.getAndIncrement());
                rows.forEach(row -> revise(row, number));
                int written = upsert.execute(connection, rows);
                connection.commit();
                if (written != rows.size()) {
                    throw new LocalStackException(written + " rows of " + rows.size() + " were written");
                }
                idle.add(rows);
            }
        } catch (SQLException | RuntimeException e) {
            failure.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void revise(@Nullable String[] row, String number) {
        row[revision] = Long.toString(Long.parseLong(String.valueOf(row[revision])) + 1);
        String version = String.valueOf(row[row.length - 1]);
        row[row.length - 1] = version.substring(0, version.length() - DIGITS) + number;
    }

    /** @throws LocalStackException if a write has failed */
    void requireNotFailed() {
        if (failure.get() != null) {
            throw new LocalStackException("the bare loop's write failed: " + failure.get(), failure.get());
        }
    }

    /** Starts no more statements and waits for those in flight. */
    @Override
    public void close() {
        isClosed = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new LocalStackException("the bare loop did not end within 60 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
