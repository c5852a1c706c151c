/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ViewType;
import io.changefeed.readmodel.sql.JdbcTestTable;
import io.changefeed.readmodel.sql.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs concurrent tasks on PostgreSQL and MariaDB. */
class SqlHistoryTest {
    private static final int STEPS = 120;

    @ParameterizedTest
    @CsvSource({
        "1, ITEM, '', POSTGRESQL",
        "2, GROUP_AND_ITEM, '', POSTGRESQL",
        "3, GROUP, '', POSTGRESQL",
        "4, GROUP, deleted_at, POSTGRESQL",
        "5, ITEM, deleted_at, POSTGRESQL",
        "6, GROUP_AND_ITEM, deleted_at, POSTGRESQL",
        "7, GROUP_AND_ITEM, '', MARIADB",
        "8, GROUP, '', MARIADB",
        "9, GROUP, deleted_at, MARIADB",
        "10, GROUP_AND_ITEM, deleted_at, MARIADB"
    })
    void rowsMatchSourceTable(long seed, RowKeyShape shape, String deletedColumn, TestDatabase database) {
        Random random = new Random(seed);
        SourceTable source = SourceTable.random(random, ViewType.NEW_AND_OLD_IMAGES, STEPS);
        List<ChangeEvent> events = source.events();
        EventFilter filter = EventFilter.parse(SourceTable.FILTER);
        SimulatedTask.Counts counts = new SimulatedTask.Counts();
        JdbcTestTable table = new JdbcTestTable(database.server(), Map.of());
        shape.properties(table.name()).forEach(table::with);
        table.with("deleted.column", deletedColumn);
        try (Destination<?> first = table.open();
                Destination<?> second = table.open()) {
            SimulatedTask owner = new SimulatedTask(first, filter, events, random, counts);
            SimulatedTask formerOwner = new SimulatedTask(second, filter, events, random, counts);
            ConcurrentTasks tasks = new ConcurrentTasks(owner, formerOwner, events.size(), random);
            while (tasks.isRunning()) {
                tasks.step();
                if (random.nextInt(4) == 0) {
                    owner.await();
                    formerOwner.await();
                }
            }

            assertThat(rows(table, shape, deletedColumn, database))
                    .as("seed %s", seed)
                    .isEqualTo(source.rows(shape, true));
            assertThat(counts.rejected).isZero();
            assertThat(counts.stale).isPositive();
            System.out.println("seed " + seed + ", " + shape + ": " + events.size() + " events, " + counts);
        }
        table.drop();
    }

    private static Map<List<String>, Map<String, ItemValue>> rows(
            JdbcTestTable table, RowKeyShape shape, String deletedColumn, TestDatabase database) {
        String key = shape == RowKeyShape.GROUP ? "grp" : shape == RowKeyShape.ITEM ? "id" : "grp, id";
        String where = deletedColumn.isEmpty() ? "" : " WHERE " + deletedColumn + " IS NULL";
        Map<List<String>, Map<String, ItemValue>> rows = new HashMap<>();
        table.rows("SELECT n, text, " + database.time("at") + ", version, id, " + key + " FROM $t" + where)
                .forEach(row -> {
                    Map<String, ItemValue> columns = new HashMap<>();
                    columns.put("n", new ItemValue.N(Objects.requireNonNull(row.get(0))));
                    columns.put("text", new ItemValue.S(Objects.requireNonNull(row.get(1))));
                    columns.put("at", new ItemValue.S(Objects.requireNonNull(row.get(2))));
                    columns.put("version", new ItemValue.S(Objects.requireNonNull(row.get(3))));
                    if (shape == RowKeyShape.GROUP) {
                        columns.put("id", new ItemValue.S(Objects.requireNonNull(row.get(4))));
                    }
                    rows.put(
                            row.subList(5, row.size()).stream()
                                    .map(Objects::requireNonNull)
                                    .toList(),
                            columns);
                });
        return rows;
    }
}
