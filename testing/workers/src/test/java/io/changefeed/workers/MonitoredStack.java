/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.workers;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.changefeed.localstack.ConnectRest;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.SimulatorProgram;
import io.changefeed.simulator.fault.Fault;
import io.changefeed.simulator.fault.FaultRule;
import io.changefeed.simulator.fault.RateLimit;
import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A worker with the agent of the JMX exporter, in which everything goes wrong that an alert is for. */
final class MonitoredStack implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration AGE = Duration.ofHours(20);
    private static final String TOPIC = "m.orders";
    private static final String OLD_TOPIC = "m.old";
    private static final String POISON = "poison";
    private static final int OLD_CHANGES = 300;
    private static final int ITEMS = 20;
    private static final int WRITE_INTERVAL_MS = 300;
    private static final int MAX_SUBSCRIBERS = 2;
    private static final int BIG = 20_000;
    private static final int BIG_ITEMS = 5;

    private final int exporterPort = Destinations.freePort();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    private final List<Future<?>> writes = new ArrayList<>();
    private final List<IdleSubscriber> subscribers = new ArrayList<>();
    private final Destinations destinations;
    private final LocalStack stack;
    private final Simulator simulator;
    private final SimulatedTable old;
    private final SimulatedTable orders;
    private final SimulatedTable big;
    private final SimulatedTable gap;
    private final Set<String> created = new TreeSet<>();
    private int written;

    /** @param folder an empty folder for the links to the plugins */
    MonitoredStack(Path folder) {
        destinations = new Destinations(folder);
        stack = LocalStack.builder()
                .workerModule(System.getProperty("monitoring.worker", "local-stack/kafka"))
                .workerJvm(Jvm.quickToStart(1024).withOption(agent()).withEnvironment(destinations.environment()))
                .pluginPath(destinations.plugins())
                .workerProperty("offset.flush.interval.ms", "1000")
                .dynamoDbStandIn(
                        SimulatorProgram.class.getName(), System.getProperty("java.class.path"), "0", AGE.toString())
                .build()
                .start();
        simulator = Simulator.connect(stack.dynamoDb().endpoint());
        old = table("old");
        old.generate(OLD_CHANGES, ITEMS);
        simulator.advance(AGE);
        orders = table("orders");
        gap = table("gap");
        big = table("big");
    }

    private String agent() {
        ProjectFolder project = ProjectFolder.find();
        return "-javaagent:" + project.resolve("target/monitoring/jmx_prometheus_javaagent.jar") + "=127.0.0.1:"
                + exporterPort + ":" + project.resolve("deploy/monitoring/jmx-exporter.yaml");
    }

    private SimulatedTable table(String name) {
        return simulator.createTable(name, KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES);
    }

    /** Returns the host and the port of the exporter. */
    String exporter() {
        return "127.0.0.1:" + exporterPort;
    }

    /**
     * Creates the connectors, except those that cannot read. The endpoint accepts everything. Returns the names of the
     * connectors.
     */
    Set<String> createConnectors() {
        repeat(this::writeOrder);
        big.generate(ITEMS, ITEMS);
        gap.generate(ITEMS, ITEMS);
        create(source(
                "shop",
                "orders,big",
                Map.of("max.event.bytes", "16384", "on.oversize", "keys-only", "snapshot.mode", "initial")));
        create(source("gaps", "gap", Map.of("on.gap", "continue")));
        create(DemoConnector.FAN_OUT.variant(
                "fan-out",
                Map.of(
                        "topics",
                        OLD_TOPIC,
                        "consumer.override.allow.auto.create.topics",
                        "true",
                        "max.subscribers",
                        Integer.toString(MAX_SUBSCRIBERS))));
        for (String topic : List.of(TOPIC, "m.big", "m.gap")) {
            await(topic).atMost(TIMEOUT).until(() -> count(topic) > 0);
        }
        create(webhook("tables", "/tables/${table}", Map.of("topics", TOPIC + ",m.big")));
        create(webhook("down", "/down", Map.of()));
        create(webhook("strict", "/strict", Map.of("errors.tolerance", "none")));
        create(readModel());
        if (destinations.hasFirestore()) {
            create(DemoConnector.FIRESTORE.variant("documents", Map.of("topics", TOPIC, "validate.remote", "false")));
        }
        return created;
    }

    private static DemoConnector source(String name, String tables, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of("tables", tables, "topic.prefix", "m"));
        all.putAll(properties);
        return DemoConnector.SOURCE.variant(name, all);
    }

    private DemoConnector webhook(String name, String path, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(
                Map.of("topics", TOPIC, "url", destinations.endpoint().url(path), "retry.backoff.max.ms", "500"));
        all.putAll(properties);
        return DemoConnector.WEBHOOK.variant(name, all);
    }

    private static DemoConnector readModel() {
        ObjectNode connector = new ObjectMapper().createObjectNode().put("name", "rows");
        connector
                .putObject("config")
                .put("connector.class", "io.changefeed.readmodel.JdbcReadModelSinkConnector")
                .put("topics", TOPIC)
                .put("connection.url", "${env:READ_MODEL_URL}")
                .put("connection.user", "${env:READ_MODEL_USER}")
                .put("connection.password", "${env:READ_MODEL_PASSWORD}")
                .put("auto.create", "true")
                .put("projection.table", "messages")
                .put("projection.source.key", "id")
                .put("projection.key", "order_id")
                .put("projection.columns", "revision")
                .put("projection.column.order_id.from", "id")
                .put("projection.column.revision.cast", "integer")
                .put("deleted.column", "deleted_at");
        return new DemoConnector(connector.toString());
    }

    private void create(DemoConnector connector) {
        rest().create(connector.json());
        created.add(connector.name());
    }

    private ConnectRest rest() {
        return stack.connect();
    }

    private long count(String topic) {
        try (PublishedTopic records = new PublishedTopic(stack, topic)) {
            return records.texts("/source/event_id").size();
        }
    }

    private void repeat(Runnable write) {
        writes.add(writer.scheduleWithFixedDelay(write, 0, WRITE_INTERVAL_MS, TimeUnit.MILLISECONDS));
    }

    private void writeOrder() {
        orders.put(item("o" + written % ITEMS).set("revision", attribute("N", Integer.toString(written))));
        written++;
    }

    private static ObjectNode item(String id) {
        ObjectNode item = new ObjectMapper().createObjectNode();
        item.set("id", attribute("S", id));
        return item;
    }

    private static ObjectNode attribute(String type, String value) {
        return new ObjectMapper().createObjectNode().put(type, value);
    }

    /** Breaks everything except what the other methods break. The old table is read slowly, and a source is stopped. */
    void breakDown() {
        Endpoint endpoint = destinations.endpoint();
        endpoint.reject("/tables/orders", POISON, 400);
        endpoint.reject("/tables/big", "", 503);
        endpoint.reject("/strict", POISON, 400);
        endpoint.reject("/down", "", 503);
        orders.put(item(POISON));
        for (int number = 0; number < BIG_ITEMS; number++) {
            big.put(item("big" + number).set("text", attribute("S", "x".repeat(BIG))));
        }
        old.reading(Reading.DEFAULT.withPageRecords(1));
        simulator.inject(FaultRule.always(Fault.error(ErrorType.LIMIT_EXCEEDED))
                .on(Operation.GET_RECORDS)
                .onTable("old")
                .beyond(new RateLimit(1, RateLimit.Scope.SHARD)));
        create(source("old-changes", "old", Map.of()));
        create(source("missing", "missing", Map.of("validate.remote", "false")));
        create(webhook("unstarted", "/unstarted", Map.of("consumer.override.auto.offset.reset", "unknown")));
        rest().stop("gaps");
        for (int subscriber = 0; subscriber < MAX_SUBSCRIBERS; subscriber++) {
            subscribers.add(new IdleSubscriber(destinations.grpcPort()));
        }
    }

    /** Removes changes of the table of the stopped source from its stream, and resumes the source. */
    void loseChanges() {
        rest().awaitStopped("gaps", TIMEOUT);
        gap.generate(ITEMS, ITEMS);
        gap.trimOldest(gap.report().open().get(0).id(), gap.report().records() - 1);
        rest().resume("gaps");
    }

    /** Makes all calls for the old table fail. */
    void blockOldTable() {
        simulator.inject(FaultRule.always(Fault.error(ErrorType.LIMIT_EXCEEDED))
                .on(Operation.GET_RECORDS)
                .onTable("old"));
    }

    /** Corrects all causes. */
    void mend() {
        simulator.clearFaults();
        old.reading(Reading.DEFAULT);
        destinations.endpoint().acceptAll();
        subscribers.forEach(IdleSubscriber::close);
        table("missing");
        rest().restart("missing");
        rest().restart("strict");
        repeat(() -> old.put(item("new").set("revision", attribute("N", Integer.toString(written)))));
    }

    /** Returns the address of the REST API of the worker. */
    String connectAddress() {
        return stack.worker().address().toString();
    }

    /** Returns the log of the worker. */
    Path log() {
        return stack.worker().log();
    }

    @Override
    public void close() {
        writes.forEach(write -> write.cancel(true));
        writer.shutdownNow();
        subscribers.forEach(IdleSubscriber::close);
        simulator.close();
        stack.close();
        destinations.close();
    }
}
