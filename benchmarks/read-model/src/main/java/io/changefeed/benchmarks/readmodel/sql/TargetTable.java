/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel.sql;

import static org.awaitility.Awaitility.await;

import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import io.changefeed.localstack.LocalStackException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A table with the items of the benchmark. */
record TargetTable(DatabaseServer server, String name) implements Target {
    private static final Pattern SERVER = Pattern.compile("/bin/(postgres|mariadbd)$");

    /** A column, with its type as the driver names it. */
    record Column(String name, String type) {}

    /** The columns and the primary key. */
    record Layout(List<Column> columns, List<String> key) {
        List<String> names() {
            return columns.stream().map(Column::name).toList();
        }

        int index(String column) {
            return names().indexOf(column);
        }
    }

    private interface Query<T> {
        T run(Connection connection, Statement statement) throws SQLException;
    }

    private <T> T query(Query<T> query) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            return query.run(connection, statement);
        } catch (SQLException e) {
            throw new LocalStackException("cannot read table " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the number of written changes, which is the sum of the revisions: each change increases the revision of
     * its item by one, and a repeated write does not. Zero if the table does not exist.
     */
    @Override
    public long written() {
        return query((connection, statement) -> {
            try (ResultSet found = connection.getMetaData().getTables(connection.getCatalog(), null, name, null)) {
                if (!found.next()) {
                    return 0L;
                }
            }
            try (ResultSet found =
                    statement.executeQuery("SELECT coalesce(sum(" + Orders.REVISION + "), 0) FROM " + name)) {
                found.next();
                return found.getLong(1);
            }
        });
    }

    /** Returns the processor time of the server; PostgreSQL has a process for each connection. */
    @Override
    public Duration cpu() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> isServer(process)
                        && process.parent().filter(TargetTable::isServer).isEmpty())
                .map(process -> new ProcessUsage(process.pid()).treeCpu())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static boolean isServer(ProcessHandle process) {
        return SERVER.matcher(process.info().command().orElse("")).find();
    }

    Layout layout() {
        return query((connection, statement) -> {
            DatabaseMetaData metadata = connection.getMetaData();
            List<String> key = new ArrayList<>();
            try (ResultSet found = metadata.getPrimaryKeys(connection.getCatalog(), null, name)) {
                while (found.next()) {
                    key.add(found.getString("COLUMN_NAME"));
                }
            }
            try (ResultSet found = statement.executeQuery("SELECT * FROM " + name + " WHERE 1 = 0")) {
                return new Layout(columns(found.getMetaData()), key);
            }
        });
    }

    private static List<Column> columns(ResultSetMetaData metadata) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            columns.add(new Column(metadata.getColumnName(i), metadata.getColumnTypeName(i)));
        }
        return columns;
    }

    /** Returns all rows as text, in key order. */
    List<@Nullable String[]> rows() {
        String key = layout().key().get(0);
        return query((connection, statement) -> {
            List<@Nullable String[]> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery("SELECT * FROM " + name + " ORDER BY " + key)) {
                while (found.next()) {
                    @Nullable String[] row = new String[found.getMetaData().getColumnCount()];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = found.getString(i + 1);
                    }
                    rows.add(row);
                }
            }
            return rows;
        });
    }

    /** Creates an empty table with the columns, the key and the indexes of this one. */
    TargetTable copyEmpty(String copy) {
        String like = server instanceof PostgreSql ? "(LIKE " + name + " INCLUDING ALL)" : "LIKE " + name;
        server.execute("CREATE TABLE " + copy + " " + like);
        return new TargetTable(server, copy);
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
