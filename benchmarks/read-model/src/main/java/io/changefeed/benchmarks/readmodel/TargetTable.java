/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.Target;
import io.changefeed.databases.PostgreSql;
import io.changefeed.localstack.LocalStackException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL table with the items of the benchmark. */
record TargetTable(PostgreSql server, String name) implements Target {
    /** A column, with its type as the PostgreSQL driver names it. */
    record Column(String name, String type) {}

    /** The current rows. */
    record Content(List<Column> columns, List<@Nullable String[]> rows) {}

    /**
     * Returns the number of written changes, which is the sum of the revisions: each change increases the revision of
     * its row by one, and a repeated write does not. Zero if the table does not exist.
     */
    @Override
    public long written() {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            return exists(statement) ? sumOfRevisions(statement) : 0;
        } catch (SQLException e) {
            throw new LocalStackException("cannot read table " + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Supplier<Duration> startCpuMeter() {
        ServerUsage before = ServerUsage.now();
        return () -> ServerUsage.now().since(before);
    }

    private boolean exists(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT to_regclass('" + name + "') IS NOT NULL")) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private long sumOfRevisions(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT coalesce(sum(revision), 0) FROM " + name)) {
            found.next();
            return found.getLong(1);
        }
    }

    Content content() {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM " + name)) {
            ResultSetMetaData metadata = found.getMetaData();
            List<Column> columns = new ArrayList<>();
            for (int i = 1; i <= metadata.getColumnCount(); i++) {
                columns.add(new Column(metadata.getColumnName(i), metadata.getColumnTypeName(i)));
            }
            List<@Nullable String[]> rows = new ArrayList<>();
            while (found.next()) {
                @Nullable String[] row = new String[columns.size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = found.getString(i + 1);
                }
                rows.add(row);
            }
            return new Content(columns, rows);
        } catch (SQLException e) {
            throw new LocalStackException("cannot read table " + name + ": " + e.getMessage(), e);
        }
    }

    /** Creates an empty table with the columns and the key of another table. */
    TargetTable createLike(TargetTable other) {
        server.execute("CREATE TABLE " + name + " (LIKE " + other.name + " INCLUDING ALL)");
        return this;
    }

    /** Waits until no more writes arrive. */
    void awaitIdle() {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    long now = written();
                    return before.getAndSet(now) == now;
                });
    }
}
