/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.benchmarks.readmodel.sql.TargetTable.Layout;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.localstack.LocalStackException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The minimum of a guarded write: for each table, one upsert of a batch, and a commit. Each write changes the rows to
 * the next revision and to a greater version.
 */
final class BareWrites implements AutoCloseable {
    /** The columns that increase with each version of an item; each contains the order of the change. */
    private static final Set<String> VERSIONS = Set.of("__order", "version", "__version", "__changed");

    private static final int DIGITS = 20;
    /** Follows the order in a version. */
    private static final char SEPARATOR = '@';

    private final List<Table> tables = new ArrayList<>();
    private final ExecutorService threads;
    private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    /** Greater than the version of any event. */
    private final AtomicLong versions = new AtomicLong(1_000_000_000_000L);

    /** The rows of a batch, for each table. */
    record Batch(List<List<@Nullable String[]>> rows) {}

    private record Table(Upsert upsert, int revision, List<Integer> versions) {
        static Table of(TargetTable table, RowStorage.Part part, int rows) {
            Layout layout = table.layout();
            return new Table(
                    Upsert.into(table, part, rows),
                    layout.index(Orders.REVISION),
                    IntStream.range(0, layout.columns().size())
                            .filter(i ->
                                    VERSIONS.contains(layout.columns().get(i).name()))
                            .boxed()
                            .toList());
        }

        void revise(List<@Nullable String[]> rows, long number) {
            for (@Nullable String[] row : rows) {
                if (revision >= 0) {
                    row[revision] = Long.toString(Long.parseLong(String.valueOf(row[revision])) + 1);
                }
                for (int version : versions) {
                    row[version] = withNumber(String.valueOf(row[version]), number);
                }
            }
        }
    }

    /** Returns a version, or the time of a change, with another sequence number. */
    static String withNumber(String version, long number) {
        int separator = version.indexOf(SEPARATOR);
        int end = separator < 0 ? version.length() : separator;
        return version.substring(0, end - DIGITS) + String.format("%0" + DIGITS + "d", number) + version.substring(end);
    }

    /**
     * Opens connections.
     *
     * @param url of the server, or of a proxy
     * @param targets one for each part of the storage
     * @param rows the number of rows in a batch
     */
    BareWrites(String url, RowStorage storage, List<TargetTable> targets, int rows, int inFlight) {
        for (int i = 0; i < targets.size(); i++) {
            tables.add(Table.of(targets.get(i), storage.parts().get(i), rows));
        }
        threads = Executors.newFixedThreadPool(inFlight);
        try {
            for (int i = 0; i < inFlight; i++) {
                Connection connection = DriverManager.getConnection(url, DatabaseServer.USER, DatabaseServer.PASSWORD);
                connections.add(connection);
                connection.setAutoCommit(false);
            }
        } catch (SQLException e) {
            close();
            throw new LocalStackException("cannot connect to " + url + ": " + e.getMessage(), e);
        }
    }

    /**
     * Divides the rows of tables randomly into batches, each in key order, as in the connector. The rows that remain
     * are left out.
     *
     * @param tables their rows, in key order
     */
    static List<Batch> batches(List<List<@Nullable String[]>> tables, int size) {
        int rows = tables.stream().mapToInt(List::size).min().orElse(0);
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
        Collections.shuffle(numbers, new Random(1));
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from + size <= rows; from += size) {
            List<Integer> batch =
                    numbers.subList(from, from + size).stream().sorted().toList();
            batches.add(new Batch(tables.stream()
                    .map(table -> batch.stream().map(table::get).toList())
                    .toList()));
        }
        return batches;
    }

    CompletionStage<Batch> write(Batch batch) {
        return CompletableFuture.supplyAsync(
                () -> {
                    long number = versions.getAndIncrement();
                    try {
                        Connection connection = connections.take();
                        for (int i = 0; i < tables.size(); i++) {
                            execute(tables.get(i), connection, batch.rows().get(i), number);
                        }
                        connection.commit();
                        connections.add(connection);
                        return batch;
                    } catch (SQLException e) {
                        throw new LocalStackException("a statement failed: " + e.getMessage(), e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new LocalStackException("interrupted", e);
                    }
                },
                threads);
    }

    private static void execute(Table table, Connection connection, List<@Nullable String[]> rows, long number)
            throws SQLException {
        table.revise(rows, number);
        int written = table.upsert().execute(connection, rows);
        if (written < rows.size()) {
            throw new LocalStackException(written + " rows of " + rows.size() + " were written");
        }
    }

    /** Call it when no write is in flight. */
    @Override
    public void close() {
        threads.shutdownNow();
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new LocalStackException("cannot close a connection: " + e.getMessage(), e);
            }
        }
    }
}
