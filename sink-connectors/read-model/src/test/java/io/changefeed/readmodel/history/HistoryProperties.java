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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The pure part: whatever is delivered, however often and by whomever, the rows end as the table has them. */
class HistoryProperties {
    private static final int STEPS = 60;

    @Property(tries = 1000)
    void theRowsAreTheTables(@ForAll long seed, @ForAll Shape shape, @ForAll boolean filtered) {
        Random random = new Random(seed);
        ViewType viewType = shape.movesRows() || filtered || random.nextBoolean()
                ? ViewType.NEW_AND_OLD_IMAGES
                : ViewType.NEW_IMAGE;
        WriteSide table = WriteSide.random(random, viewType, STEPS);
        ModelStore store = new ModelStore();
        Projection projection = new DynamoDbReadModelConfig(shape.properties("rows"))
                .projection()
                .projection();
        EventFilter filter = EventFilter.parse(filtered ? WriteSide.FILTER : "");
        List<ChangeEvent> events = table.events();
        Deliverer.Counts counts = new Deliverer.Counts();
        Deliverer owner = new Deliverer(new ReadModelDestination(projection, store), filter, events, random, counts);
        Deliverer former = new Deliverer(new ReadModelDestination(projection, store), filter, events, random, counts);

        Race race = new Race(owner, former, events.size(), random);
        while (race.goesOn()) {
            race.step();
            store.makeOne(random);
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
