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
 * Whatever is delivered again, and by however many owners at once: in the end the table is the projection of what is
 * left, row by row.
 */
class ConvergenceTest {
    private static final int CHANGES = Integer.getInteger("readmodel.changes", 300);
    private static final int ITEMS = 40;
    private static final int OWNERS = 2;

    private static final Map<String, String> BY_ITEM =
            Map.of("projection.key", "pk", "projection.columns", "place,n", "projection.column.n.cast", "integer");
    private static final Map<String, String> BY_PLACE =
            Map.of("projection.key", "place", "projection.columns", "pk,n", "projection.column.n.cast", "integer");

    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger delivered = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void rowsOfOneItemEachWithTheirVersion(TestServer database) {
        History history = history();
        TestTable table = new TestTable(database.server(), BY_ITEM).with("deleted.column", "deleted_at");

        deliver(table, history.events());

        assertThat(table.rows("SELECT pk, place, n FROM $t WHERE deleted_at IS NULL ORDER BY pk"))
                .isEqualTo(history.byItem());
        assertThat(table.rows("SELECT pk FROM $t")).hasSize((int) history.items());
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfOneItemEachThatAreDeleted(TestServer database) {
        History history = history();
        TestTable table = new TestTable(database.server(), BY_ITEM);

        deliver(table, history.events());

        assertThat(table.rows("SELECT pk, place, n FROM $t ORDER BY pk")).isEqualTo(history.byItem());
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatItemsTakeFromEachOther(TestServer database) {
        History history = history();
        TestTable table = new TestTable(database.server(), BY_PLACE);

        deliver(table, history.events());

        assertThat(table.rows("SELECT place, pk, n FROM $t ORDER BY place")).isEqualTo(history.byPlace());
        table.drop();
    }

    @ParameterizedTest
    @EnumSource
    void rowsThatItemsTakeFromEachOtherAndThatStayWhenTheyAreDeleted(TestServer database) {
        History history = history();
        TestTable table = new TestTable(database.server(), BY_PLACE).with("deleted.column", "deleted_at");

        deliver(table, history.events());

        assertThat(table.rows("SELECT place, pk, n FROM $t WHERE deleted_at IS NULL ORDER BY place"))
                .isEqualTo(history.byPlace());
        assertThat(table.rows("SELECT place FROM $t")).hasSize((int) history.places());
        table.drop();
    }

    private static History history() {
        return new History(new Random(11), CHANGES, ITEMS);
    }

    /** By several owners at once, each of which goes back again and again. */
    private void deliver(TestTable table, List<ChangeEvent> events) {
        List<CompletableFuture<Void>> owners = new ArrayList<>();
        for (int i = 0; i < OWNERS; i++) {
            Random random = new Random(i);
            owners.add(CompletableFuture.runAsync(() -> deliverAll(table, events, random)));
        }
        owners.forEach(CompletableFuture::join);
        assertThat(delivered.get()).isGreaterThanOrEqualTo(CHANGES / 2);
        assertThat(stale.get()).as("events that were old").isPositive();
    }

    private void deliverAll(TestTable table, List<ChangeEvent> events, RandomGenerator random) {
        Destination<?> destination = table.open();
        int next = 0;
        while (next < events.size()) {
            List<ChangeEvent> batch = batch(events, next, 1 + random.nextInt(30));
            if (!isTaken(Answers.of(destination, batch))) {
                continue;
            }
            next += batch.size();
            if (random.nextInt(8) == 0) {
                next = Math.max(0, next - random.nextInt(80));
            }
        }
        destination.close();
    }

    /** As many as there are in a row of different items. */
    private static List<ChangeEvent> batch(List<ChangeEvent> events, int from, int most) {
        Set<Object> items = new HashSet<>();
        int to = from;
        while (to < events.size()
                && to - from < most
                && items.add(events.get(to).key())) {
            to++;
        }
        return events.subList(from, to);
    }

    private boolean isTaken(DeliveryResult answer) {
        assertThat(answer).isInstanceOf(DeliveryResult.PerEvent.class);
        List<EventResult> outcomes = ((DeliveryResult.PerEvent) answer).results();
        if (outcomes.get(0) instanceof EventResult.Retry) {
            return false;
        }
        for (EventResult outcome : outcomes) {
            if (outcome instanceof EventResult.Stale) {
                stale.incrementAndGet();
            } else {
                assertThat(outcome).isInstanceOf(EventResult.Delivered.class);
                delivered.incrementAndGet();
            }
        }
        return true;
    }
}
