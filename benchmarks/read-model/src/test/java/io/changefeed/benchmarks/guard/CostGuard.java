/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.changefeed.benchmarks.measure.ItemShape;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.benchmarks.readmodel.sql.SentStatements;
import io.changefeed.benchmarks.source.SourceCase;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import io.changefeed.databases.Proxy;
import io.changefeed.databases.SharedDatabases;
import io.changefeed.event.ChangeEventWriter;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.event.KeySchema;
import io.changefeed.event.KeyType;
import io.changefeed.event.NameAdjustment;
import io.changefeed.localstack.ProjectFolder;
import io.changefeed.readmodel.JdbcReadModelSinkTask;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.protocol.Operation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.source.DynamoDbStreamsSourceConnector;
import io.changefeed.source.DynamoDbStreamsSourceTask;
import io.changefeed.testing.FakeSinkTaskContext;
import io.changefeed.webhook.HttpWebhookSinkTask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs tasks without a worker. Fails if a record costs more than {@link Bounds}. */
class CostGuard {
    private static final int RECORDS = 20_000;
    /** As much as a poll of Connect returns. */
    private static final int BATCH = 500;

    private static final int MAX_PENDING = 2_000;
    private static final TopicPartition PARTITION = new TopicPartition("benchmark.orders", 0);

    private final ProjectFolder project = ProjectFolder.find();

    @ParameterizedTest
    @EnumSource(names = {"JSON", "STRUCT"})
    void source(EventFormat format) throws IOException, InterruptedException {
        try (Simulator simulator = Simulator.start()) {
            SimulatedTable table = simulator.createTable(
                    MeasuredConnector.TABLE,
                    io.changefeed.simulator.table.KeySchema.of("id", io.changefeed.simulator.table.KeySchema.KeyType.S),
                    ViewType.NEW_AND_OLD_IMAGES);
            table.fill(3 * RECORDS, 1_000, ItemShape.ATTRIBUTES13.attributes());
            MeasuredConnector ours =
                    MeasuredConnector.of(project.resolve("benchmarks/changefeed.json"), "benchmark.orders");
            Map<String, String> properties = config(
                    ours,
                    SourceCase.of(ours, format, ItemFormat.DYNAMODB_JSON, Map.of())
                            .properties());
            properties.put("aws.endpoint", simulator.endpoint().toString());
            DynamoDbStreamsSourceConnector connector = new DynamoDbStreamsSourceConnector();
            connector.initialize(context(SourceConnectorContext.class));
            connector.start(properties);
            DynamoDbStreamsSourceTask task = new DynamoDbStreamsSourceTask();
            task.initialize(context(SourceTaskContext.class));
            task.start(connector.taskConfigs(1).get(0));
            AtomicLong polled = new AtomicLong();
            JsonConverter converter = new JsonConverter();
            converter.configure(Map.of("schemas.enable", "false"), false);
            LongUnaryOperator run = target -> {
                while (polled.get() < target) {
                    List<SourceRecord> records = poll(task);
                    records.forEach(record -> {
                        convert(converter, record);
                        task.commitRecord(record, null);
                    });
                    polled.addAndGet(records.size());
                }
                return polled.get();
            };
            check(
                    "source, " + format.text(),
                    run,
                    () -> simulator.counts().calls(Operation.GET_RECORDS),
                    format == EventFormat.JSON ? Bounds.SOURCE_JSON : Bounds.SOURCE_STRUCT);
            task.stop();
            connector.stop();
        }
    }

    /** Events that are not bytes are converted by the worker. */
    private static void convert(JsonConverter converter, SourceRecord record) {
        if (!(record.value() instanceof byte[])) {
            converter.fromConnectData(record.topic(), record.keySchema(), record.key());
            converter.fromConnectData(record.topic(), record.valueSchema(), record.value());
        }
    }

    private static List<SourceRecord> poll(DynamoDbStreamsSourceTask task) {
        try {
            @Nullable List<SourceRecord> records = task.poll();
            return records == null ? List.of() : records;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A context of an older worker, without stored offsets. */
    private static <T> T context(Class<T> type) {
        return type.cast(java.lang.reflect.Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, values) -> switch (method.getName()) {
                    case "pluginMetrics" -> throw new NoSuchMethodError("like a worker before 4.1");
                    case "offsetStorageReader" -> context(OffsetStorageReader.class);
                    case "offsets" -> new HashMap<>();
                    default -> null;
                }));
    }

    @Test
    void webhook() throws IOException {
        AtomicLong requests = new AtomicLong();
        ExecutorService threads = Executors.newCachedThreadPool(work -> new Thread(work, "endpoint"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        Map<String, String> properties =
                config(MeasuredConnector.ofSink(project.resolve("benchmarks/webhook.json")), Map.of());
        properties.put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/events");
        properties.put("max.in.flight.deliveries", "32");
        sink("webhook, lambda", new HttpWebhookSinkTask(), properties, requests::get, Bounds.WEBHOOK);
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void sqlReadModel() {
        PostgreSql server = SharedDatabases.postgreSql();
        SentStatements sent = new SentStatements();
        try (Proxy proxy = new Proxy(server.port(), sent::observer)) {
            Map<String, String> properties =
                    config(MeasuredConnector.ofSink(project.resolve("benchmarks/read-model/sql.json")), Map.of());
            properties.put("connection.url", server.url(proxy.port()));
            properties.put("connection.user", DatabaseServer.USER);
            properties.put("connection.password", DatabaseServer.PASSWORD);
            properties.put("projection.table", "guarded");
            properties.put("deleted.column", "deleted_at");
            sink(
                    "sql",
                    new JdbcReadModelSinkTask(),
                    properties,
                    () -> sent.count().statements(),
                    Bounds.SQL);
        }
    }

    private static Map<String, String> config(MeasuredConnector connector, Map<String, String> additional) {
        try {
            return new JsonMapper()
                    .readValue(connector.config(additional), new TypeReference<HashMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sink(
            String name, SinkTask task, Map<String, String> properties, LongSupplier calls, Bounds bounds) {
        List<SinkRecord> records =
                IntStream.range(0, 2 * RECORDS).mapToObj(CostGuard::record).toList();
        try (FakeSinkTaskContext context = new FakeSinkTaskContext()) {
            task.initialize(context);
            task.start(properties);
            task.open(List.of(PARTITION));
            AtomicLong put = new AtomicLong();
            check(
                    name,
                    target -> {
                        while (put.get() < target) {
                            int from = (int) put.get();
                            task.put(records.subList(from, from + BATCH));
                            put.addAndGet(BATCH);
                            awaitDelivered(task, put.get(), put.get() < target ? put.get() - MAX_PENDING : target);
                        }
                        return put.get();
                    },
                    calls,
                    bounds);
            task.close(List.of(PARTITION));
            task.stop();
        }
    }

    private static void awaitDelivered(SinkTask task, long put, long delivered) {
        while (task.preCommit(Map.of(PARTITION, new OffsetAndMetadata(put)))
                        .getOrDefault(PARTITION, new OffsetAndMetadata(0))
                        .offset()
                < delivered) {
            task.put(List.of());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static SinkRecord record(int number) {
        ChangeEventWriter writer = new ChangeEventWriter(
                PARTITION.topic(),
                new KeySchema(Map.of("id", KeyType.S)),
                EventFormat.JSON,
                ItemFormat.DYNAMODB_JSON,
                NameAdjustment.NONE,
                NameAdjustment.NONE);
        SchemaAndValue key = writer.key(Orders.event(number).key());
        SchemaAndValue value = writer.value(Orders.event(number));
        return new SinkRecord(PARTITION.topic(), 0, key.schema(), key.value(), value.schema(), value.value(), number);
    }

    /**
     * Measures after as many records, during which classes are loaded and buffers grow.
     *
     * @param run processes records until there are this many, and returns their number
     */
    private static void check(String name, LongUnaryOperator run, LongSupplier calls, Bounds bounds) {
        long before = run.applyAsLong(RECORDS);
        long callsBefore = calls.getAsLong();
        Allocations allocated = Allocations.now();
        double records = run.applyAsLong(2L * RECORDS) - before;
        double bytes = Allocations.now().since(allocated) / records;
        double callsPerRecord = (calls.getAsLong() - callsBefore) / records;
        System.out.println(new Table(
                        name,
                        Column.whole("bytes a record"),
                        Column.whole("at most"),
                        new Column("calls a record", figure -> String.format("%.4f", figure)),
                        new Column("at most", figure -> String.format("%.4f", figure)))
                .row("", bytes, bounds.bytes(), callsPerRecord, bounds.calls()));
        assertThat(bytes).as("bytes that are allocated for a record").isLessThan(bounds.bytes());
        assertThat(callsPerRecord).as("calls for a record").isLessThan(bounds.calls());
    }
}
