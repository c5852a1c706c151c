/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.ItemEvents.deliver;
import static io.changefeed.readmodel.sql.ItemEvents.insert;
import static io.changefeed.readmodel.sql.ItemEvents.results;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.databases.MariaDb;
import io.changefeed.databases.Proxy;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests batches and rows that exceed the maximum size of a statement. */
class StatementSizeTest {
    private static final int LIMIT = 1024 * 1024;
    private static final String NOTE = "x'\\\"".repeat(12 * 1024);

    private static MariaDb server;

    @BeforeAll
    static void startServer() {
        server = MariaDb.launch();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static void limit(int bytes) {
        server.execute("SET GLOBAL max_allowed_packet = " + bytes);
    }

    private static JdbcTestTable table(String key) {
        return new JdbcTestTable(
                server,
                Map.of(
                        "projection.key",
                        key,
                        "projection.columns",
                        (key.equals("pk") ? "" : "pk,") + "n,note",
                        "projection.column.n.cast",
                        "integer"));
    }

    private static ChangeEvent[] inserts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> insert("item-" + i, "A", 1, NOTE))
                .toArray(ChangeEvent[]::new);
    }

    private static List<List<String>> count(int count) {
        return List.of(List.of(Integer.toString(count)));
    }

    @ParameterizedTest
    @CsvSource({"place, ''", "pk, ''", "pk, gone"})
    void batchLargerThanLimitIsWrittenByManyStatements(String key, String deletedColumn) {
        limit(LIMIT);
        JdbcTestTable table = table(key).with("deleted.column", deletedColumn);
        try (Destination<?> destination = table.open()) {
            assertThat(100L * NOTE.length()).isGreaterThan(4L * LIMIT);

            assertThat(results(destination, inserts(100))).containsOnly(new EventResult.Delivered());

            assertThat(table.rows("SELECT COUNT(*) FROM $t" + (key.equals("place") ? "_items" : "")
                            + " WHERE LENGTH(note) = " + NOTE.length()))
                    .isEqualTo(count(100));
        }
        table.drop();
    }

    @ParameterizedTest
    @CsvSource({"place", "pk"})
    void rowLargerThanLimitIsRejectedAlone(String key) {
        limit(LIMIT);
        JdbcTestTable table = table(key);
        try (Destination<?> destination = table.open()) {
            deliver(destination, insert("large", "A", 1));
            ChangeEvent large = insert("large", "A", 2, "x".repeat(LIMIT));

            assertThat(DeliveryResults.of(destination, insert("small", "B", 1), large))
                    .isInstanceOf(DeliveryResult.Rejected.class);
            assertThat(deliver(destination, large))
                    .isInstanceOfSatisfying(
                            EventResult.Rejected.class,
                            rejected -> assertThat(rejected.reason()).contains("bytes", "max_allowed_packet=" + LIMIT));
            assertThat(deliver(destination, insert("small", "B", 1))).isEqualTo(new EventResult.Delivered());

            assertThat(table.rows("SELECT pk, n FROM $t ORDER BY pk"))
                    .isEqualTo(List.of(List.of("large", "1"), List.of("small", "1")));
        }
        table.drop();
    }

    @Test
    void rowIsWrittenAfterLimitWasRaised() {
        limit(LIMIT);
        JdbcTestTable table = table("pk");
        ChangeEvent large = insert("large", "A", 2, "x".repeat(LIMIT));
        try (Destination<?> destination = table.open()) {
            assertThat(deliver(destination, large)).isInstanceOf(EventResult.Rejected.class);
            limit(4 * LIMIT);

            assertThat(deliver(destination, large)).isEqualTo(new EventResult.Delivered());
        }
        table.drop();
    }

    /** A proxy can have a lower limit than the server, or the limit is lowered while the task runs. */
    @Test
    void batchThatCostsTheConnectionIsDivided() {
        limit(16 * LIMIT);
        try (Proxy proxy = new Proxy(server.port())) {
            JdbcTestTable table = table("pk").with("connection.url", server.url(proxy.port()));
            try (Destination<?> destination = table.open()) {
                deliver(destination, insert("first", "A", 1));
                limit(LIMIT);
                proxy.cut();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> DeliveryResults.of(destination, insert("second", "A", 1))
                                instanceof DeliveryResult.PerEvent);

                assertThat(divided(destination, List.of(inserts(64)))).isGreaterThan(1);

                assertThat(table.rows("SELECT COUNT(*) FROM $t WHERE note IS NOT NULL"))
                        .isEqualTo(count(64));
            }
            table.drop();
        }
    }

    /** Delivers as the delivery layer does, and returns into how many batches it divides the events. */
    private static int divided(Destination<?> destination, List<ChangeEvent> events) {
        DeliveryResult result = DeliveryResults.of(destination, events);
        if (result instanceof DeliveryResult.Rejected) {
            int half = events.size() / 2;
            return divided(destination, events.subList(0, half))
                    + divided(destination, events.subList(half, events.size()));
        }
        assertThat(result).isEqualTo(DeliveryResult.PerEvent.of(events.size(), new EventResult.Delivered()));
        return 1;
    }

    @Test
    void everyRowFitsIntoStatementOfOneRow() {
        limit(LIMIT);
        JdbcTestTable table = table("pk");
        List<EventResult> results = new ArrayList<>();
        try (Destination<?> destination = table.open()) {
            // Quotes and backslashes have two bytes in a statement.
            for (int length : List.of(LIMIT / 2 - 2_000, LIMIT / 2 - 200, LIMIT / 2)) {
                results.add(deliver(destination, insert("item-" + length, "A", 1, "'".repeat(length))));
            }
        }
        assertThat(results)
                .hasExactlyElementsOfTypes(
                        EventResult.Delivered.class, EventResult.Delivered.class, EventResult.Rejected.class);
        table.drop();
    }
}
