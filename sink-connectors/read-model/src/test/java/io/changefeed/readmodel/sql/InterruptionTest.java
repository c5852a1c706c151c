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
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of writes that are given up, or whose database goes away. */
class InterruptionTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<String, String> COLUMNS =
            Map.of("projection.key", "pk", "projection.columns", "n", "projection.column.n.cast", "integer");

    @ParameterizedTest
    @EnumSource
    void whatAnAbortedWriteHasSentComesToNothingThoughTheServerReadsItLater(TestServer database) throws Exception {
        try (Proxy proxy = new Proxy(database.server().port())) {
            TestTable table = new TestTable(database.server(), COLUMNS)
                    .with("deleted.column", "deleted_at")
                    .with("connection.url", database.server().url(proxy.port()));
            Destination<?> destination = table.open();
            Answers.of(destination, Changes.update("a", 1));
            proxy.hold();
            Delivery attempt = Deliveries.deliver(destination, List.of(Changes.update("a", 2)));
            proxy.awaitHeld();

            attempt.abort();
            DeliveryResult answer = attempt.result().toCompletableFuture().get(10, TimeUnit.SECONDS);
            proxy.pass();
            destination.close();
            await().atMost(SOON).until(() -> table.rows(database.sessions()).equals(List.of(List.of("0"))));

            assertThat(answer).isInstanceOf(DeliveryResult.Unavailable.class);
            assertThat(table.rows("SELECT n FROM $t")).isEqualTo(List.of(List.of("1")));
            table.drop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriteThatWaitsForALockIsAborted(TestServer database) throws Exception {
        TestTable table = new TestTable(database.server(), COLUMNS).with("deleted.column", "deleted_at");
        Destination<?> destination = table.open();
        Answers.of(destination, Changes.update("a", 1));
        try (Connection other = database.server().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT n FROM " + table.name() + " WHERE pk = 'a' FOR UPDATE");
            Delivery attempt = Deliveries.deliver(destination, List.of(Changes.update("a", 2)));

            attempt.abort();

            assertThat(attempt.result().toCompletableFuture().get(8, TimeUnit.SECONDS))
                    .isInstanceOf(DeliveryResult.Unavailable.class);
        }
        assertThat(table.rows("SELECT n FROM $t")).isEqualTo(List.of(List.of("1")));
        destination.close();
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatWasKilledIsUnavailableUntilItRunsAgain(TestServer database) {
        TestTable table = new TestTable(database.server(), COLUMNS);
        Destination<?> destination = table.open();
        Answers.of(destination, Changes.update("a", 1));

        database.server().kill();
        DeliveryResult answer = Answers.of(destination, Changes.update("a", 2));
        database.server().start();

        assertThat(answer).isInstanceOf(DeliveryResult.Unavailable.class);
        await().atMost(SOON)
                .until(() -> Answers.of(destination, Changes.update("a", 2)) instanceof DeliveryResult.PerEvent);
        assertThat(table.rows("SELECT n FROM $t")).isEqualTo(List.of(List.of("2")));
        destination.close();
        table.drop();
    }
}
