/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static io.changefeed.benchmarks.measure.Numbers.whole;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.benchmarks.measure.Times;
import io.changefeed.benchmarks.readmodel.sql.TargetTable.Layout;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import io.changefeed.localstack.LocalStackException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Measures a lookup by key in the view of shared rows, beside the same lookup in a table with the rows that the view
 * shows.
 */
public final class ViewLookups {
    private static final String VIEW = "lookups";
    private static final String TABLE = "lookups_table";
    private static final int BATCH = 500;
    private static final int LOOKUPS = 2_000;
    private static final int WARM_UP_LOOKUPS = 200;
    /** For the lookups of a group; a database without a fitting index takes longer for fewer. */
    private static final Duration MAX_DURATION = Duration.ofSeconds(20);

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final SinkTestbed testbed;
    private final DatabaseServer server;
    private final int items;

    /** Rows with the same number of items, which are a share of all items. */
    private record RowGroup(int itemsPerRow, double share) {
        int rows(int items) {
            return Math.max(1, (int) (items * share / itemsPerRow));
        }

        String customer(int row) {
            return "of-" + itemsPerRow + "-" + row;
        }
    }

    private static final List<RowGroup> GROUPS =
            List.of(new RowGroup(1, 0.8), new RowGroup(100, 0.1), new RowGroup(10_000, 0.1));

    /** @param items the number of items in the view */
    public ViewLookups(SinkTestbed testbed, DatabaseServer server, int items) {
        this.testbed = testbed;
        this.server = server;
        this.items = items;
    }

    public Table measure(MeasuredConnector connector) {
        createView(connector);
        fill();
        Table table = new Table(
                "lookups among " + whole(items) + " items, " + server.getClass().getSimpleName(),
                Column.whole("p50 µs"),
                Column.whole("p99 µs"),
                Column.whole("lookups"));
        try (Connection connection = server.connect()) {
            for (String relation : List.of(TABLE, VIEW)) {
                for (RowGroup group : GROUPS) {
                    Times micros = lookUp(connection, relation, group);
                    table.row(
                            (relation.equals(VIEW) ? "(b) view, " : "(a) table, ") + whole(group.itemsPerRow())
                                    + " items in the row",
                            micros.median(),
                            micros.percentile99(),
                            micros.count());
                }
            }
        } catch (SQLException e) {
            throw new LocalStackException("a lookup failed: " + e.getMessage(), e);
        }
        return table;
    }

    /** Lets the connector create its table and the view. */
    private void createView(MeasuredConnector connector) {
        TargetTable stored = stored();
        testbed.connect(
                connector,
                VIEW,
                Map.of(
                        "connection.url",
                        server.url(),
                        "projection.table",
                        VIEW,
                        "projection.key",
                        Orders.CUSTOMER,
                        "projection.columns",
                        "id,revision,line0"));
        await().atMost(START_TIMEOUT).until(() -> {
            testbed.requireNotFailed(VIEW);
            return stored.written() > 0;
        });
        testbed.delete(VIEW);
        stored.awaitIdle();
    }

    private TargetTable stored() {
        return new TargetTable(server, VIEW + RowStorage.SHARED.parts().get(0).suffix());
    }

    /** Replaces the rows of the connector with more rows like them. */
    private void fill() {
        TargetTable stored = stored();
        ExampleRow example = new ExampleRow(stored);
        server.execute(
                "CREATE TABLE " + TABLE + " AS SELECT * FROM " + VIEW + " WHERE 1 = 0",
                "ALTER TABLE " + TABLE + " ADD PRIMARY KEY (" + Orders.CUSTOMER + ")",
                "TRUNCATE TABLE " + stored.name());
        TargetTable table = new TargetTable(server, TABLE);
        List<String> columns = table.layout().names();
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            RowWriter items = new RowWriter(connection, stored);
            RowWriter rows = new RowWriter(connection, table);
            int number = 0;
            for (RowGroup group : GROUPS) {
                for (int row = 0; row < group.rows(this.items); row++) {
                    for (int i = 1; i < group.itemsPerRow(); i++) {
                        items.add(example.item(number++, group.customer(row)));
                    }
                    @Nullable String[] last = example.item(number++, group.customer(row));
                    items.add(last);
                    rows.add(example.select(last, columns));
                }
            }
            items.flush();
            rows.flush();
        } catch (SQLException e) {
            throw new LocalStackException("cannot fill the table: " + e.getMessage(), e);
        }
        String analyze = server instanceof PostgreSql ? "ANALYZE " : "ANALYZE TABLE ";
        server.execute(analyze + stored.name(), analyze + TABLE);
    }

    private Times lookUp(Connection connection, String relation, RowGroup group) throws SQLException {
        Random random = new Random(1);
        List<Long> micros = new ArrayList<>();
        try (PreparedStatement lookup =
                connection.prepareStatement("SELECT * FROM " + relation + " WHERE " + Orders.CUSTOMER + " = ?")) {
            long end = System.nanoTime() + MAX_DURATION.toNanos();
            for (int i = 0; i < WARM_UP_LOOKUPS + LOOKUPS && (micros.isEmpty() || System.nanoTime() < end); i++) {
                lookup.setString(1, group.customer(random.nextInt(group.rows(items))));
                long start = System.nanoTime();
                requireOneRow(lookup);
                if (i >= WARM_UP_LOOKUPS) {
                    micros.add((System.nanoTime() - start) / 1_000);
                }
            }
        }
        return Times.of(micros);
    }

    private static void requireOneRow(PreparedStatement lookup) throws SQLException {
        try (ResultSet found = lookup.executeQuery()) {
            if (!found.next() || found.next()) {
                throw new LocalStackException("a lookup did not return one row");
            }
        }
    }

    /** Writes rows in batches. */
    private static final class RowWriter {
        private final Connection connection;
        private final TargetTable table;
        private final Upsert upsert;
        private final List<@Nullable String[]> batch = new ArrayList<>();

        RowWriter(Connection connection, TargetTable table) {
            this.connection = connection;
            this.table = table;
            this.upsert = Upsert.into(table, RowStorage.UNGUARDED, BATCH);
        }

        void add(@Nullable String[] row) throws SQLException {
            batch.add(row);
            if (batch.size() == BATCH) {
                write(upsert);
            }
        }

        void flush() throws SQLException {
            if (!batch.isEmpty()) {
                write(Upsert.into(table, RowStorage.UNGUARDED, batch.size()));
            }
        }

        private void write(Upsert statement) throws SQLException {
            statement.execute(connection, batch);
            connection.commit();
            batch.clear();
        }
    }

    /** A row that the connector has written to the table of items. */
    private static final class ExampleRow {
        private final Layout layout;
        private final @Nullable String[] values;

        ExampleRow(TargetTable table) {
            layout = table.layout();
            values = table.rows().get(0);
        }

        /** Returns a similar row; a greater number is a later change. */
        @Nullable
        String[] item(int number, String customer) {
            @Nullable String[] item = values.clone();
            List<String> names = layout.names();
            for (int i = 0; i < item.length; i++) {
                switch (names.get(i)) {
                    case "__item" -> item[i] = hash(Orders.id(number));
                    case "__row" -> item[i] = hash(customer);
                    case "__changed", "__version" -> item[i] = BareWrites.withNumber(String.valueOf(item[i]), number);
                    case "id" -> item[i] = Orders.id(number);
                    case Orders.CUSTOMER -> item[i] = customer;
                    default -> {
                        // As in the example.
                    }
                }
            }
            return item;
        }

        @Nullable
        String[] select(@Nullable String[] item, List<String> columns) {
            return columns.stream().map(column -> item[layout.index(column)]).toArray(String[]::new);
        }

        private static String hash(String text) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
                return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java platform provides SHA-256", e);
            }
        }
    }
}
