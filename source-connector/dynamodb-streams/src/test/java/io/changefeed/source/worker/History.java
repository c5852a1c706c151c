/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.event.EventFormat;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import io.changefeed.source.stream.StreamClient;
import io.changefeed.source.worker.Worker.End;
import io.changefeed.testing.RandomInputs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A random history of a table and of the worker that reads it.
 *
 * @param format of the events
 * @param pageRecords maximum number of records in a page
 * @param listingLag number of listings without a new child
 * @param siblingLag number of listings with only one of two new children
 */
record History(
        int shards,
        int tasksMax,
        EventFormat format,
        int pageRecords,
        int listingLag,
        int siblingLag,
        List<HistoryEvent> events) {
    static final int ITEMS = 6;

    private static final AtomicInteger TABLES = new AtomicInteger();

    static History random(RandomInputs in) {
        return new History(
                in.integer(1, 4),
                in.integer(1, 4),
                in.oneOf(EventFormat.values()),
                in.oneOf(1, 3, 1000),
                in.oneOf(0, 0, 1),
                in.oneOf(0, 0, 3),
                in.list(10, 40, () -> HistoryEvent.random(in)));
    }

    /** Applies the events to a new table, and then runs the worker until everything is delivered. */
    DeliveryReport play(Simulator simulator, StreamClient streams, boolean exactlyOnce) {
        String name = "table-" + TABLES.incrementAndGet();
        SimulatedTable table =
                simulator.createTable(name, KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES, shards);
        table.reading(Reading.DEFAULT.withPageRecords(pageRecords));
        table.listing(Listing.IMMEDIATE
                .withChildren(ListingDelay.ofCalls(listingLag))
                .withSiblings(ListingDelay.ofCalls(siblingLag)));
        Map<String, String> config = SourceTestBed.config(
                simulator, name, Map.of("tasks.max", Integer.toString(tasksMax), "event.format", format.text()));
        try (Worker worker = new Worker(config, new Kafka(), exactlyOnce, record -> false)) {
            worker.start();
            events.forEach(event -> event.apply(worker, new ReadTable(table, streams)));
            return finish(worker, table);
        }
    }

    /** Writes a last change of each item: its delivery shows that all changes before it were delivered. */
    private static DeliveryReport finish(Worker worker, SimulatedTable table) {
        table.listing(Listing.IMMEDIATE);
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
