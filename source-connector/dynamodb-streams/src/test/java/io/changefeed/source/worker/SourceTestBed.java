/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A simulator for one test, and the workers that read from it. */
public final class SourceTestBed implements AfterEachCallback {
    private final Simulator simulator;
    private final Kafka kafka = new Kafka();
    private final List<Worker> workers = new ArrayList<>();

    public SourceTestBed() {
        try {
            simulator = Simulator.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        workers.forEach(Worker::close);
        simulator.close();
    }

    public Simulator simulator() {
        return simulator;
    }

    public Kafka kafka() {
        return kafka;
    }

    /** Creates a table with the key {@code id}. */
    public SimulatedTable table(String name, int shards) {
        return simulator.createTable(name, KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES, shards);
    }

    /** Creates a table {@code orders} with items whose changes were trimmed from its stream. */
    public SimulatedTable oldTable(ViewType viewType, int shards, int items) {
        SimulatedTable orders = simulator.createTable("orders", KeySchema.of("id", KeyType.S), viewType, shards);
        for (int i = 0; i < items; i++) {
            orders.put(item("item-" + i, 0));
        }
        orders.rotateAll();
        simulator.advance(Duration.ofDays(2));
        orders.scanInPagesOf(7);
        return orders;
    }

    /** Creates an item of such a table. */
    public static ObjectNode item(String id, int revision) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.putObject("id").put("S", id);
        item.putObject("revision").put("N", Integer.toString(revision));
        return item;
    }

    /** Creates a worker, not started yet, that reads these tables with short idle delays. */
    public Worker worker(String tables, Map<String, String> more) {
        return worker(tables, more, true, record -> false);
    }

    /** Creates such a worker for the tables that the properties name. */
    public Worker worker(Map<String, String> properties) {
        return worker(config(simulator, properties), true, record -> false);
    }

    public Worker worker(String tables) {
        return worker(tables, Map.of());
    }

    public Worker worker(
            String tables, Map<String, String> more, boolean exactlyOnce, Predicate<SourceRecord> dropped) {
        return worker(config(simulator, tables, more), exactlyOnce, dropped);
    }

    private Worker worker(Map<String, String> config, boolean exactlyOnce, Predicate<SourceRecord> dropped) {
        Worker worker = new Worker(config, kafka, exactlyOnce, dropped);
        workers.add(worker);
        return worker;
    }

    /** The configuration of a connector with these properties and short idle delays. */
    public Map<String, String> config(Map<String, String> properties) {
        return config(simulator, properties);
    }

    static Map<String, String> config(Simulator simulator, String tables, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("tables", tables);
        return config(simulator, properties);
    }

    private static Map<String, String> config(Simulator simulator, Map<String, String> more) {
        Map<String, String> config = new HashMap<>(Map.of(
                "name", "test-connector",
                "topic.prefix", "test",
                "poll.idle.max.ms", "200",
                "aws.region", "us-east-1",
                "aws.endpoint", simulator.endpoint().toString(),
                "aws.access.key.id", "any",
                "aws.secret.access.key", "any"));
        config.putAll(more);
        return config;
    }

    /** Compares the changes of a table with the records in Kafka. */
    public DeliveryReport delivered(SimulatedTable table) {
        return DeliveryReport.of(table.oracle(), kafka.changes());
    }

    /** Runs the worker until each item's last change is stored, and checks that every change is stored once. */
    public void requireAllOnce(Worker worker, SimulatedTable... tables) {
        for (SimulatedTable table : tables) {
            worker.runUntil(() -> delivered(table).isComplete());
            delivered(table).requireExactlyOnce();
        }
    }
}
