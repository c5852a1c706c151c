/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static io.changefeed.readmodel.sql.ItemEvents.insert;
import static io.changefeed.readmodel.sql.ItemEvents.remove;
import static io.changefeed.readmodel.sql.ItemEvents.results;
import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.Destination;
import io.changefeed.event.ChangeEvent;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.sql.config.JdbcReadModelConfig;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the deletion of expired records of items, for both tables that have such records. */
class RecordPurgeTest {
    private static final String RETENTION = "60000";
    private static final InstantSource AFTER_RETENTION = () -> Instant.now().plus(Duration.ofHours(1));

    private static JdbcTestTable table(TestDatabase database, String key) {
        return new JdbcTestTable(
                        database.server(),
                        Map.of(
                                "projection.key", key,
                                "projection.columns", "n",
                                "projection.column.n.cast", "integer"))
                .with("tombstone.retention.ms", RETENTION);
    }

    /** Purges once, as another task whose clock shows this time. */
    private static void purge(JdbcTestTable table, InstantSource clock) throws Exception {
        JdbcReadModelConfig config = new JdbcReadModelConfig(table.properties());
        Projection projection = config.projection();
        SqlWriterFactory factory = config.writerFactory(projection);
        try (SqlDatabase database = new SqlDatabase(
                        ConnectionPool.open(config.connection().settings(), 1),
                        new SqlWriterFactory(
                                factory.schema(),
                                factory.autoCreate(),
                                factory.autoEvolve(),
                                factory.retention(),
                                clock));
                RecordPurge purge = new RecordPurge(database)) {
            try (Connection connection = database.connect()) {
                database.writer(connection);
            }
            purge.run();
        }
    }

    private static void fill(Destination<?> destination, int items, int deleted) {
        results(
                destination,
                IntStream.range(0, items)
                        .mapToObj(i -> insert("item-" + i, "A", 1))
                        .toArray(ChangeEvent[]::new));
        results(
                destination,
                IntStream.range(0, deleted)
                        .mapToObj(i -> remove("item-" + i, "A", 2))
                        .toArray(ChangeEvent[]::new));
    }

    private static List<List<String>> count(int count) {
        return List.of(List.of(Integer.toString(count)));
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, place, _items",
        "POSTGRESQL, pk, _versions",
        "MARIADB, place, _items",
        "MARIADB, pk, _versions"
    })
    void deletesOnlyExpiredRecords(TestDatabase database, String key, String suffix) throws Exception {
        JdbcTestTable table = table(database, key);
        String records = "SELECT COUNT(*) FROM $t" + suffix;
        try (Destination<?> destination = table.open()) {
            // More than one transaction deletes.
            fill(destination, 700, 600);
            assertThat(table.rows(records)).isEqualTo(count(700));

            purge(table, Clock.systemUTC());
            assertThat(table.rows(records)).isEqualTo(count(700));
            purge(table, AFTER_RETENTION);

            assertThat(table.rows(records)).isEqualTo(count(100));
            assertThat(table.rows("SELECT COUNT(*) FROM $t" + (key.equals("pk") ? "" : suffix)))
                    .isEqualTo(count(100));
            results(destination, insert("item-0", "A", 3));
            assertThat(table.rows(records)).isEqualTo(count(101));
        }
        table.drop();
    }

    @ParameterizedTest
    @CsvSource("POSTGRESQL, place, _items")
    void failureIsNotFatalAndEndsWithItsCause(TestDatabase database, String key, String suffix) throws Exception {
        JdbcTestTable table = table(database, key);
        try (Destination<?> destination = table.open()) {
            fill(destination, 2, 2);
            try (Connection other = database.server().connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("SELECT * FROM " + table.name() + suffix + " FOR UPDATE");
                // Ends with a lock timeout, which is neither thrown nor does it delete anything.
                purge(table, AFTER_RETENTION);
            }
            assertThat(table.rows("SELECT COUNT(*) FROM $t" + suffix)).isEqualTo(count(2));

            purge(table, AFTER_RETENTION);

            assertThat(table.rows("SELECT COUNT(*) FROM $t" + suffix)).isEqualTo(count(0));
        }
        table.drop();
    }
}
