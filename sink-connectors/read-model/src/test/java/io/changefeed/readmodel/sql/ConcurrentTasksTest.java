/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests two tasks that write the same items at the same time, in large batches, and that repeat events. Their locks
 * overlap, so their transactions would end in deadlocks if they did not lock in one order.
 */
class ConcurrentTasksTest {
    private static final int CHANGES = 600;
    private static final int ITEMS = 40;
    private static final int PLACES = 8;
    private static final int MAX_BATCH = 30;

    private final List<ChangeEvent> events = new ArrayList<>();
    /** The last change of each item that is in a place: place, item and number. */
    private final Map<String, List<String>> remaining = new TreeMap<>();

    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger conflicts = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, place, ''",
        "POSTGRESQL, 'place,pk', ''",
        "POSTGRESQL, 'place,pk', gone",
        "MARIADB, place, ''",
        "MARIADB, 'place,pk', ''",
        "MARIADB, 'place,pk', gone"
    })
    void tasksDoNotBlockEachOther(TestDatabase database, String key, String deletedColumn) {
        generate(new Random(11));
        JdbcTestTable table = new JdbcTestTable(database.server(), Map.of())
                .with("projection.key", key)
                .with("projection.columns", key.equals("place") ? "pk,n" : "n")
                .with("projection.column.n.cast", "integer")
                .with("deleted.column", deletedColumn);
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        for (int seed = 0; seed < 2; seed++) {
            Random random = new Random(seed);
            tasks.add(CompletableFuture.runAsync(() -> deliver(table, random)));
        }
        tasks.forEach(CompletableFuture::join);

        Collection<List<String>> expected = key.equals("place") ? shown().values() : remaining.values();
        assertThat(table.rows("SELECT place, pk, n FROM $t"
                        + (deletedColumn.isEmpty() ? "" : " WHERE " + deletedColumn + " IS NULL")))
                .containsExactlyInAnyOrderElementsOf(List.copyOf(expected));
        assertThat(stale.get()).as("stale events").isPositive();
        System.out.println(database + ", " + key + ": " + conflicts + " deliveries ended by conflicts");
        table.drop();
    }

    private void generate(Random random) {
        for (int number = 1; number <= CHANGES; number++) {
            String pk = "item-" + random.nextInt(ITEMS);
            String from = remaining.containsKey(pk) ? remaining.get(pk).get(0) : "";
            if (!from.isEmpty() && random.nextInt(4) == 0) {
                remaining.remove(pk);
                events.add(ItemEvents.remove(pk, from, number));
            } else {
                String to = "place-" + random.nextInt(PLACES);
                remaining.put(pk, List.of(to, pk, Integer.toString(number)));
                events.add(from.isEmpty() ? ItemEvents.insert(pk, to, number) : ItemEvents.move(pk, from, to, number));
            }
        }
    }

    /** The item of each place that changed last. */
    private Map<String, List<String>> shown() {
        Map<String, List<String>> shown = new HashMap<>();
        remaining
                .values()
                .forEach(row -> shown.merge(
                        row.get(0),
                        row,
                        (one, other) -> Integer.parseInt(one.get(2)) > Integer.parseInt(other.get(2)) ? one : other));
        return shown;
    }

    private void deliver(JdbcTestTable table, Random random) {
        try (Destination<?> destination = table.open()) {
            for (int next = 0; next < events.size(); ) {
                List<ChangeEvent> batch = batch(next, 1 + random.nextInt(MAX_BATCH));
                if (isWritten(DeliveryResults.of(destination, batch))) {
                    next += batch.size();
                    next = random.nextInt(8) == 0 ? Math.max(0, next - random.nextInt(80)) : next;
                }
            }
        }
    }

    /** The next events of different items. */
    private List<ChangeEvent> batch(int from, int maxSize) {
        Set<Object> items = new HashSet<>();
        int to = from;
        while (to < events.size()
                && to - from < maxSize
                && items.add(events.get(to).key())) {
            to++;
        }
        return events.subList(from, to);
    }

    private boolean isWritten(DeliveryResult result) {
        if (result instanceof DeliveryResult.Unavailable) {
            conflicts.incrementAndGet();
            return false;
        }
        assertThat(result).isInstanceOf(DeliveryResult.PerEvent.class);
        List<EventResult> results = ((DeliveryResult.PerEvent) result).results();
        if (results.get(0) instanceof EventResult.Retry) {
            conflicts.incrementAndGet();
            return false;
        }
        assertThat(results).hasOnlyElementsOfTypes(EventResult.Delivered.class, EventResult.Stale.class);
        stale.addAndGet((int)
                results.stream().filter(EventResult.Stale.class::isInstance).count());
        return true;
    }
}
