/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PgBouncer;
import io.changefeed.databases.SharedDatabases;
import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests writes through PgBouncer in transaction mode. Skipped where PgBouncer is not installed. */
class PoolerTest {
    /** Fewer than the connections that the connector opens. */
    private static final int SESSIONS = 2;

    private static Optional<PgBouncer> pooler = Optional.empty();

    @BeforeAll
    static void launch() {
        Optional<Path> program = PgBouncer.program();
        assumeTrue(program.isPresent(), "pgbouncer is not installed (Debian: apt-get install pgbouncer)");
        pooler = program.map(path -> PgBouncer.launch(path, SharedDatabases.postgreSql(), SESSIONS));
    }

    @AfterAll
    static void close() {
        pooler.ifPresent(PgBouncer::close);
    }

    private static String url() {
        return pooler.orElseThrow().url();
    }

    private static Connection connect(String url) throws SQLException {
        return TestDriver.connect(url, DatabaseServer.USER, DatabaseServer.PASSWORD, Duration.ofSeconds(30));
    }

    @Test
    void concurrentDeliveriesOfTwoConnectorsAreStored() throws Exception {
        JdbcTestTable first = table();
        JdbcTestTable second = table();
        try (Destination<?> toFirst = first.open();
                Destination<?> toSecond = second.open()) {
            for (int round = 1; round <= 20; round++) {
                List<Delivery> deliveries = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    deliveries.add(Deliveries.deliver(toFirst, batch(i, round)));
                    deliveries.add(Deliveries.deliver(toSecond, batch(i, round)));
                }
                for (Delivery delivery : deliveries) {
                    assertThat(delivery.result().toCompletableFuture().get(60, TimeUnit.SECONDS))
                            .isEqualTo(DeliveryResult.PerEvent.of(10, new EventResult.Delivered()));
                }
            }
        }
        for (JdbcTestTable table : List.of(first, second)) {
            assertThat(table.rows("SELECT count(*), min(n), max(n) FROM $t"))
                    .isEqualTo(List.of(List.of("30", "20", "20")));
            table.drop();
        }
        assertSessionsHaveDefaults();
    }

    private static JdbcTestTable table() {
        return new JdbcTestTable(
                        SharedDatabases.postgreSql(),
                        Map.of(
                                "projection.key",
                                "pk",
                                "projection.columns",
                                "n",
                                "projection.column.n.cast",
                                "integer"))
                .with("connection.url", url());
    }

    private static List<ChangeEvent> batch(int number, int order) {
        return IntStream.range(0, 10)
                .mapToObj(i -> Changes.update(number + "-" + i, order))
                .toList();
    }

    /** Another client gets the sessions that the connector has used. */
    private static void assertSessionsHaveDefaults() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < SESSIONS; i++) {
                Connection connection = connect(url());
                connections.add(connection);
                connection.setAutoCommit(false);
                assertThat(setting(connection, "lock_timeout")).isEqualTo("0");
                assertThat(setting(connection, "default_transaction_isolation")).isEqualTo("read committed");
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet value = statement.executeQuery("SHOW " + name)) {
            value.next();
            return value.getString(1);
        }
    }

    /** Why the connector turns server-side statements off. */
    @Test
    void serverSideStatementsOfUrlFail() throws SQLException {
        SQLException error = catchThrowableOfType(SQLException.class, () -> {
            try (Connection first = connect(url() + "?prepareThreshold=1");
                    Connection second = connect(url() + "?prepareThreshold=1")) {
                for (Connection connection : List.of(first, second, first, second)) {
                    try (PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
                        statement.execute();
                    }
                }
            }
        });

        assertThat(error.getSQLState()).isEqualTo("42P05");
        assertThat(SqlErrorClassifier.classify(error)).isEqualTo(SqlErrorKind.FATAL);
    }
}
