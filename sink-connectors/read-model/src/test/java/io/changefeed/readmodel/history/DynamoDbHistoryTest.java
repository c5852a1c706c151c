/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ViewType;
import io.changefeed.readmodel.dynamodb.DynamoDbTestTable;
import io.changefeed.readmodel.store.ReadModelDestination;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs concurrent tasks on DynamoDB Local, where their calls really overlap. */
class DynamoDbHistoryTest {
    private static final int STEPS = 80;

    @ParameterizedTest
    @CsvSource({
        "1, ITEM, ''",
        "2, GROUP_AND_ITEM, ''",
        "3, GROUP, ''",
        "5, GROUP, deleted_at",
        "6, GROUP_AND_ITEM, deleted_at"
    })
    void rowsMatchSourceTable(long seed, RowKeyShape shape, String deletedColumn) {
        Random random = new Random(seed);
        SourceTable source = SourceTable.random(random, ViewType.NEW_AND_OLD_IMAGES, STEPS);
        List<ChangeEvent> events = source.events();
        Map<String, String> more = new HashMap<>(shape.properties("rows"));
        more.put("deleted.column", deletedColumn);
        EventFilter filter = EventFilter.parse(SourceTable.FILTER);
        SimulatedTask.Counts counts = new SimulatedTask.Counts();
        String[] keys = shape.key().stream().map(name -> name + ":S").toArray(String[]::new);
        try (DynamoDbTestTable table = new DynamoDbTestTable("rows", keys);
                ReadModelDestination first = table.open(more);
                ReadModelDestination second = table.open(more)) {
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

            assertThat(table.rows(shape.key())).as("seed %s", seed).isEqualTo(source.rows(shape, true));
            assertThat(counts.rejected).isZero();
            assertThat(counts.stale).isPositive();
            System.out.println("seed " + seed + ", " + shape + ": " + events.size() + " events, " + counts);
        }
    }
}
