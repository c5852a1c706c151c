/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.filter.EventFilter;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.ItemValue;
import io.changefeed.event.ViewType;
import io.changefeed.readmodel.dynamodb.DynamoDbReadModelConfig;
import io.changefeed.readmodel.projection.Projection;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.store.ReadModelDestination;
import io.changefeed.testing.RandomInputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs concurrent tasks on an in-memory store: the rows match the source table after any order and repetition of writes. */
class HistoryPropertyTest {
    private static final int STEPS = 60;

    @Test
    void rowsMatchSourceTable() {
        RandomInputs.check(1000, in -> check(in.random(), in.oneOf(RowKeyShape.values()), in.bool()));
    }

    private static void check(Random random, RowKeyShape shape, boolean filtered) {
        ViewType viewType = shape.canMoveRows() || filtered || random.nextBoolean()
                ? ViewType.NEW_AND_OLD_IMAGES
                : ViewType.NEW_IMAGE;
        SourceTable table = SourceTable.random(random, viewType, STEPS);
        InMemoryRowStore store = new InMemoryRowStore();
        Projection projection = new DynamoDbReadModelConfig(shape.properties("rows"))
                .projection()
                .projection();
        EventFilter filter = EventFilter.parse(filtered ? SourceTable.FILTER : "");
        List<ChangeEvent> events = table.events();
        SimulatedTask.Counts counts = new SimulatedTask.Counts();
        SimulatedTask owner =
                new SimulatedTask(new ReadModelDestination(projection, store), filter, events, random, counts);
        SimulatedTask formerOwner =
                new SimulatedTask(new ReadModelDestination(projection, store), filter, events, random, counts);

        ConcurrentTasks tasks = new ConcurrentTasks(owner, formerOwner, events.size(), random);
        while (tasks.isRunning()) {
            tasks.step();
            store.applyOne(random);
        }

        assertThat(byValues(store.shown())).isEqualTo(table.rows(shape, filtered));
        assertThat(counts.rejected).isZero();
    }

    static Map<List<String>, Map<String, ItemValue>> byValues(Map<RowKey, Map<String, ItemValue>> rows) {
        Map<List<String>, Map<String, ItemValue>> byValues = new HashMap<>();
        rows.forEach((key, columns) -> byValues.put(
                key.columns().values().stream()
                        .map(value -> ((ItemValue.S) value).text())
                        .toList(),
                columns));
        return byValues;
    }
}
