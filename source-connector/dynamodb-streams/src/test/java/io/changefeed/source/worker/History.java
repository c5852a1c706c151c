/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.source.worker.Worker.End;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A random life of a table and of the worker that reads it.
 *
 * @param pageRecords how many records a page has at most
 * @param listingLag how many listings do not show a child yet
 */
record History(
        int shards, int tasksMax, int pageRecords, int listingLag, int siblingLag, List<HistoryEvent> happenings) {
    static final int ITEMS = 6;

    private static final AtomicInteger TABLES = new AtomicInteger();

    static Arbitrary<History> any() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(1, 3, 1000),
                        Arbitraries.of(0, 0, 1),
                        Arbitraries.of(0, 0, 3),
                        HistoryEvent.any().list().ofMinSize(10).ofMaxSize(40))
                .as(History::new);
    }

    /** Lets it happen to a table of its own, and then lets the worker come to its end in peace. */
    DeliveryReport play(Simulator simulator, StreamClient streams, boolean exactlyOnce) {
        String name = "table-" + TABLES.incrementAndGet();
        SimulatedTable table =
                simulator.createTable(name, KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES, shards);
        table.reading(Reading.DEFAULT.withPageRecords(pageRecords));
        table.listing(Listing.PROMPT.withChildren(ListingDelay.ofCalls(listingLag)).withSiblings(ListingDelay.ofCalls(siblingLag)));
        Map<String, String> config =
                SourceTestBed.config(simulator, name, Map.of("tasks.max", Integer.toString(tasksMax)));
        try (Worker worker = new Worker(config, new Kafka(), exactlyOnce, record -> false)) {
            worker.start();
            happenings.forEach(happening -> happening.happen(worker, new ReadTable(table, streams)));
            return comeToTheEnd(worker, table);
        }
    }

    /** What comes last of each item shows that whatever was to come before it has come. */
    private static DeliveryReport comeToTheEnd(Worker worker, SimulatedTable table) {
        table.listing(Listing.PROMPT);
        worker.restart(End.STOP);
        for (int item = 0; item < ITEMS; item++) {
            ObjectNode last = JsonNodeFactory.instance.objectNode();
            last.putObject("id").put("S", "item-" + item);
            last.putObject("last").put("BOOL", true);
            table.put(last);
        }
        worker.runUntil(() -> delivered(worker, table).isComplete());
        return delivered(worker, table);
    }

    private static DeliveryReport delivered(Worker worker, SimulatedTable table) {
        return DeliveryReport.of(table.oracle(), worker.kafka().changes());
    }
}
