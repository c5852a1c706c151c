/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.ChangeEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After repeated and concurrent deliveries by several tasks, the table equals the projection of the remaining items.
 */
class ConvergenceTest {
    private static final int CHANGES = Integer.getInteger("readmodel.changes", 300);
    private static final int ITEMS = 40;
    private static final int TASKS = 2;

    private static final Map<String, String> BY_ITEM =
            Map.of("projection.key", "pk", "projection.columns", "place,n", "projection.column.n.cast", "integer");
    private static final Map<String, String> BY_PLACE =
            Map.of("projection.key", "place", "projection.columns", "pk,n", "projection.column.n.cast", "integer");

    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger delivered = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void unsharedRowsWithVersionColumnConverge(TestDatabase database) {
        RandomHistory history = history();
        JdbcTestTable table = new JdbcTestTable(database.server(), BY_ITEM).with("deleted.column", "deleted_at");

        deliver(table, history.events());

        assertThat(table.rows("SELECT pk, place, n FROM $t WHERE deleted_at IS NULL ORDER BY pk"))
                .isEqualTo(history.byItem());
        assertThat(table.rows("SELECT pk FROM $t")).hasSize((int) history.items());
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void unsharedRowsWithVersionTableConverge(TestDatabase database) {
        RandomHistory history = history();
        JdbcTestTable table = new JdbcTestTable(database.server(), BY_ITEM);

        deliver(table, history.events());

        assertThat(table.rows("SELECT pk, place, n FROM $t ORDER BY pk")).isEqualTo(history.byItem());
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void sharedRowsConverge(TestDatabase database) {
        RandomHistory history = history();
        JdbcTestTable table = new JdbcTestTable(database.server(), BY_PLACE);

        deliver(table, history.events());

        assertThat(table.rows("SELECT place, pk, n FROM $t ORDER BY place")).isEqualTo(history.byPlace());
        table.drop();
    }

    private static RandomHistory history() {
        return new RandomHistory(new Random(11), CHANGES, ITEMS);
    }

    /** Delivers the events by several concurrent tasks, each of which rewinds repeatedly. */
    private void deliver(JdbcTestTable table, List<ChangeEvent> events) {
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            Random random = new Random(i);
            tasks.add(CompletableFuture.runAsync(() -> deliverAll(table, events, random)));
        }
        tasks.forEach(CompletableFuture::join);
        assertThat(delivered.get()).isGreaterThanOrEqualTo(CHANGES / 2);
        assertThat(stale.get()).as("stale events").isPositive();
    }

    private void deliverAll(JdbcTestTable table, List<ChangeEvent> events, RandomGenerator random) {
        Destination<?> destination = table.open();
        int next = 0;
        while (next < events.size()) {
            List<ChangeEvent> batch = batch(events, next, 1 + random.nextInt(30));
            if (!isDelivered(DeliveryResults.of(destination, batch))) {
                continue;
            }
            next += batch.size();
            if (random.nextInt(8) == 0) {
                next = Math.max(0, next - random.nextInt(80));
            }
        }
        destination.close();
    }

    /** The next events of different items. */
    private static List<ChangeEvent> batch(List<ChangeEvent> events, int from, int maxSize) {
        Set<Object> items = new HashSet<>();
        int to = from;
        while (to < events.size()
                && to - from < maxSize
                && items.add(events.get(to).key())) {
            to++;
        }
        return events.subList(from, to);
    }

    private boolean isDelivered(DeliveryResult result) {
        assertThat(result).isInstanceOf(DeliveryResult.PerEvent.class);
        List<EventResult> results = ((DeliveryResult.PerEvent) result).results();
        if (results.get(0) instanceof EventResult.Retry) {
            return false;
        }
        for (EventResult eventResult : results) {
            if (eventResult instanceof EventResult.Stale) {
                stale.incrementAndGet();
            } else {
                assertThat(eventResult).isInstanceOf(EventResult.Delivered.class);
                delivered.incrementAndGet();
            }
        }
        return true;
    }
}
