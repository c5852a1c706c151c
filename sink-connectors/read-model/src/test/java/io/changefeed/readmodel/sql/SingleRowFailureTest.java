/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.delivery.Changes;
import io.changefeed.delivery.Records;
import io.changefeed.readmodel.JdbcReadModelSinkTask;
import io.changefeed.testing.FakeSinkTaskContext;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a task with a batch of which one row cannot be written: the task writes the other rows. */
class SingleRowFailureTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String FAULTY = "item-13";
    private static final List<String> ITEMS =
            IntStream.range(0, 40).mapToObj(i -> "item-" + i).toList();

    private final FakeSinkTaskContext context = new FakeSinkTaskContext();
    private final JdbcReadModelSinkTask task = new JdbcReadModelSinkTask();
    private long offset;

    private void start(JdbcTestTable table) {
        task.initialize(context);
        task.start(table.properties());
        task.open(List.of(Records.ORDERS));
    }

    @AfterEach
    void stop() {
        task.stop();
        context.close();
    }

    private static JdbcTestTable table(TestDatabase database) {
        return new JdbcTestTable(
                database.server(),
                Map.of(
                        "projection.key", "pk",
                        "projection.columns", "n",
                        "projection.column.n.cast", "integer",
                        "batch.max.records", "100",
                        "retry.backoff.ms", "20",
                        "retry.backoff.max.ms", "200"));
    }

    /** One change of each item. */
    private void put(List<String> items, long number) {
        List<SinkRecord> records = new ArrayList<>();
        items.forEach(pk -> records.add(Records.record(Records.ORDERS, offset++, Changes.update(pk, number))));
        task.put(records);
    }

    /** Waits on the thread of the task, which Connect calls repeatedly. The first write creates the table. */
    private ConditionFactory awaitWithTask() {
        return await().atMost(TIMEOUT)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(IllegalStateException.class);
    }

    private void awaitWritten(JdbcTestTable table, int rows, long number) {
        awaitWithTask().untilAsserted(() -> {
            task.put(List.of());
            assertThat(table.rows("SELECT pk FROM $t WHERE n = " + number)).hasSize(rows);
        });
    }

    /** The trigger fails as PostgreSQL does if a value of the row is damaged. */
    @Test
    void rowThatTheServerFailsToWriteGoesToTheDeadLetterQueueAlone() {
        JdbcTestTable table = table(TestDatabase.POSTGRESQL).with("retry.timeout.ms", "500");
        start(table);
        put(List.of("first"), 1);
        awaitWritten(table, 1, 1);
        table.execute(
                "CREATE FUNCTION $t_fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'missing chunk number 0' USING ERRCODE = 'XX001'; END $$",
                "CREATE TRIGGER $t_fail BEFORE INSERT ON $t FOR EACH ROW WHEN (NEW.pk = '" + FAULTY
                        + "') EXECUTE FUNCTION $t_fail()");

        put(ITEMS, 2);
        awaitWritten(table, ITEMS.size() - 1, 2);
        awaitWithTask().untilAsserted(() -> {
            // Other events succeed, so the failures are not an outage.
            put(List.of("first"), offset);
            assertThat(context.reported().values())
                    .singleElement()
                    .asString()
                    .contains("missing chunk number 0", "XX001", "retry.timeout.ms");
        });

        assertThat(table.rows("SELECT pk FROM $t WHERE pk = '" + FAULTY + "'")).isEmpty();
        table.drop();
        table.execute("DROP FUNCTION $t_fail()");
    }

    /** The statement timeout replaces that of a lock, which is 10 seconds. */
    @ParameterizedTest
    @EnumSource
    void otherRowsOfTheBatchAreWrittenWhileOneRowIsLocked(TestDatabase database) throws Exception {
        JdbcTestTable table = table(database)
                .with(
                        "connection.url",
                        database.server().url()
                                + (database == TestDatabase.POSTGRESQL
                                        ? "?options=-c%20statement_timeout=500"
                                        : "?sessionVariables=max_statement_time=0.5"));
        start(table);
        put(ITEMS, 1);
        awaitWritten(table, ITEMS.size(), 1);
        try (Connection other = database.server().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE " + table.name() + " SET n = 0 WHERE pk = '" + FAULTY + "'");

            put(ITEMS, 2);
            put(List.of("another"), 2);
            awaitWritten(table, ITEMS.size(), 2);

            assertThat(table.rows("SELECT pk FROM $t WHERE n = 1")).isEqualTo(List.of(List.of(FAULTY)));
            other.rollback();
        }
        awaitWritten(table, ITEMS.size() + 1, 2);

        assertThat(context.reported()).isEmpty();
        table.drop();
    }
}
