/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.databases.Proxy;
import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Deliveries;
import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests deliveries that are aborted, and deliveries while the database is down. */
class InterruptionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Map<String, String> COLUMNS =
            Map.of("projection.key", "pk", "projection.columns", "n", "projection.column.n.cast", "integer");

    /** Retries, because a connection can take longer than its timeout on a slow machine. */
    private static void deliver(Destination<?> destination, long number) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(DeliveryResults.of(destination, Changes.update("a", number)))
                        .isInstanceOfSatisfying(
                                DeliveryResult.PerEvent.class,
                                perEvent -> assertThat(perEvent.results().get(0))
                                        .isNotInstanceOf(EventResult.Retry.class)));
    }

    @ParameterizedTest
    @EnumSource
    void statementsOfAbortedDeliveryHaveNoEffectIfServerReadsThemLater(TestDatabase database) throws Exception {
        try (Proxy proxy = new Proxy(database.server().port())) {
            JdbcTestTable table = new JdbcTestTable(database.server(), COLUMNS)
                    .with("deleted.column", "deleted_at")
                    .with("connection.url", database.server().url(proxy.port()));
            Destination<?> destination = table.open();
            deliver(destination, 1);
            proxy.hold();
            Delivery delivery = Deliveries.deliver(destination, List.of(Changes.update("a", 2)));
            proxy.awaitHeld();

            delivery.abort();
            DeliveryResult result = delivery.result().toCompletableFuture().get(10, TimeUnit.SECONDS);
            proxy.pass();
            destination.close();
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(table.rows(database.sessions())).isEqualTo(List.of(List.of("0"))));

            assertThat(result).isInstanceOf(DeliveryResult.Unavailable.class);
            assertThat(table.rows("SELECT n FROM $t")).isEqualTo(List.of(List.of("1")));
            table.drop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void deliveryWhoseCommitHangsIsAborted(TestDatabase database) throws Exception {
        JdbcTestTable table = new JdbcTestTable(database.server(), COLUMNS);
        try (Proxy proxy = new Proxy(database.server().port())) {
            Destination<?> destination = table.with(
                            "connection.url", database.server().url(proxy.port()))
                    .open();
            deliver(destination, 1);
            proxy.holdAt("COMMIT");
            Delivery delivery = Deliveries.deliver(destination, List.of(Changes.update("a", 2)));
            proxy.awaitHeld();

            delivery.abort();

            assertThat(delivery.result().toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(2))
                    .isInstanceOf(DeliveryResult.Unavailable.class);
            destination.close();
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void deliveryThatWaitsForLockIsAborted(TestDatabase database) throws Exception {
        JdbcTestTable table = new JdbcTestTable(database.server(), COLUMNS).with("deleted.column", "deleted_at");
        Destination<?> destination = table.open();
        deliver(destination, 1);
        try (Connection other = database.server().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT n FROM " + table.name() + " WHERE pk = 'a' FOR UPDATE");
            Delivery delivery = Deliveries.deliver(destination, List.of(Changes.update("a", 2)));
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(table.rows(database.lockWaits())).isEqualTo(List.of(List.of("1"))));

            delivery.abort();

            assertThat(delivery.result().toCompletableFuture().get(8, TimeUnit.SECONDS))
                    .isInstanceOf(DeliveryResult.Unavailable.class);
        }
        assertThat(table.rows("SELECT n FROM $t")).isEqualTo(List.of(List.of("1")));
        destination.close();
        table.drop();
    }

    /** The sessions remain read-only, as on a former primary behind an address that has moved to another server. */
    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, SET default_transaction_read_only = off,"
                + " ALTER ROLE changefeed SET default_transaction_read_only = on,"
                + " ALTER ROLE changefeed RESET default_transaction_read_only",
        "MARIADB, DO 0, SET GLOBAL transaction_read_only = 1, SET GLOBAL transaction_read_only = 0"
    })
    void connectionToFormerPrimaryIsReplaced(
            TestDatabase database, String writable, String makeReadOnly, String makeWritable) {
        JdbcTestTable table = new JdbcTestTable(database.server(), COLUMNS);
        try (Destination<?> destination = table.open()) {
            deliver(destination, 1);
        }
        try (Destination<?> destination = table.open()) {
            database.server().execute(makeReadOnly);
            try {
                assertThat(DeliveryResults.of(destination, Changes.update("a", 2)))
                        .isInstanceOf(DeliveryResult.Unavailable.class);
            } finally {
                database.server().execute(writable, makeWritable);
            }

            assertThat(DeliveryResults.of(destination, Changes.update("a", 2)))
                    .isEqualTo(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()));
        }
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void killedServerIsUnavailableUntilItIsRestarted(TestDatabase database) {
        JdbcTestTable table = new JdbcTestTable(database.server(), COLUMNS);
        Destination<?> destination = table.open();
        deliver(destination, 1);

        database.server().kill();
        DeliveryResult result = DeliveryResults.of(destination, Changes.update("a", 2));
        database.server().start();

        assertThat(result).isInstanceOf(DeliveryResult.Unavailable.class);
        deliver(destination, 2);
        assertThat(table.rows("SELECT n FROM $t")).isEqualTo(List.of(List.of("2")));
        destination.close();
        table.drop();
    }
}
