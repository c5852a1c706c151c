/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import io.changefeed.benchmarks.measure.ItemShape;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Measurement;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Result;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.measure.WorkerMeter;
import io.changefeed.localstack.Jvm;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.LocalStackBuilder;
import io.changefeed.localstack.TopicReader;
import io.changefeed.simulator.SimulatedTable;
import io.changefeed.simulator.Simulator;
import io.changefeed.simulator.SimulatorProgram;
import io.changefeed.simulator.stream.Reading;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A new broker, worker and simulator, each in a separate process, and a table whose stream has both images.
 */
final class SourceTestbed implements AutoCloseable {
    private static final int READERS = 100;
    private static final int ITEMS_PER_SHARD = 10_000;
    private static final long DISK_BYTES_PER_RECORD = 5_000;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final SourceCase measured;
    private final LocalStack stack;
    private final WorkerMeter meter;
    private final Simulator simulator;
    private final SimulatedTable table;
    private final Topic topic;

    /**
     * Starts the processes and creates the table.
     *
     * @param pluginPath the folders with plugin directories, separated by commas
     * @param shards the number of shards of the stream
     * @param records the number of records of 1 KB for which there must be space
     * @param keepingRecords whether the topic keeps all records, or only the last few hundred megabytes
     */
    static SourceTestbed start(
            Settings settings,
            String pluginPath,
            SourceCase measured,
            int shards,
            int records,
            boolean keepingRecords) {
        LocalStackBuilder builder = LocalStack.builder()
                .workerProperty("plugin.path", pluginPath)
                .brokerJvm(Jvm.withHeap(512))
                .workerJvm(settings.workerJvm(Map.of(
                        "TABLE",
                        MeasuredConnector.TABLE,
                        "TOPIC",
                        measured.connector().topic())))
                // With G1, each page would be a humongous object and cause garbage collections.
                .dynamoDbJvm(Jvm.withHeap(2_048).withOption("-XX:+UseParallelGC"))
                .dynamoDbStandIn(SimulatorProgram.class.getName(), System.getProperty("java.class.path"));
        if (keepingRecords) {
            builder.freeSpace(records * DISK_BYTES_PER_RECORD);
        } else {
            builder.brokerProperty("log.segment.bytes", "67108864")
                    .brokerProperty("log.retention.bytes", "134217728")
                    .brokerProperty("log.retention.check.interval.ms", "2000")
                    .brokerProperty("log.segment.delete.delay.ms", "1000");
        }
        LocalStack stack = builder.build();
        try {
            return new SourceTestbed(settings, measured, stack.start(), shards);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private SourceTestbed(Settings settings, SourceCase measured, LocalStack stack, int shards) {
        this.measured = measured;
        this.stack = stack;
        this.meter = new WorkerMeter(stack, settings);
        this.simulator = Simulator.connect(stack.dynamoDb().endpoint());
        this.table = createTable(MeasuredConnector.TABLE, shards);
        // Several loops read the same shards within the window.
        table.reading(Reading.DEFAULT.withReaders(READERS, Duration.ofSeconds(5)));
        this.topic = new Topic(stack, measured.connector().topic());
    }

    /** Creates another table with a stream. */
    SimulatedTable createTable(String name, int shards) {
        return simulator.createTable(name, KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES, shards);
    }

    /** Fills every shard of the stream. */
    void fill(int recordsPerShard, ItemShape shape) {
        table.fill(recordsPerShard, ITEMS_PER_SHARD, shape.attributes());
    }

    /** Makes scans of the table return this number of items. */
    void fillItems(int items, ItemShape shape) {
        table.fillItems(items, shape.attributes());
    }

    /** Creates or changes the connector with additional properties and waits until it runs. */
    void connect(Map<String, String> additional) {
        meter.prepare();
        Map<String, String> properties = new HashMap<>(measured.properties());
        properties.putAll(additional);
        String name = measured.connector().name();
        stack.connect().putConfig(name, measured.connector().config(properties));
        stack.connect().awaitRunning(name, START_TIMEOUT);
    }

    /**
     * Measures the running connector until this number of records is on the topic.
     *
     * @param name of the recording
     * @param bytesPerRecord the size of a change as DynamoDB counts it
     */
    Result measure(String name, long records, long bytesPerRecord) {
        return meter.measure(name, target(bytesPerRecord), records, Measurement.FOREVER, this::requireNotFailed);
    }

    /** Waits until this number of records is committed on the topic. */
    void awaitRecords(long records) {
        Measurement.pass(target(0), this::requireNotFailed, Measurement.FOREVER, records);
    }

    private Target target(long bytesPerRecord) {
        return new Target() {
            @Override
            public long written() {
                return topic.committed();
            }

            @Override
            public long bytes() {
                return written() * bytesPerRecord;
            }

            @Override
            public Duration cpu() {
                return simulatorCpu();
            }

            @Override
            public Duration pollInterval() {
                return Duration.ofMillis(100);
            }
        };
    }

    /** The columns of a table of results; the last ones compare all records, also those of the warm-up. */
    static List<Column> columns(String what) {
        return Result.columns(what, "simulator", Column.whole("missing"), Column.whole("repeated"));
    }

    /**
     * Counts the records on the topic, and adds the result to a table.
     *
     * @param expected the number of records that the connector had to write
     */
    void addTo(Table table, Result result, Result bare, long expected) {
        long arrived = topic.count(expected);
        double surplus = (double) (arrived - expected);
        // The committed offsets that were measured include the markers of transactions.
        result.scaled((double) arrived / topic.committed())
                .addTo(table, measured.title(), bare, Math.max(0, -surplus), Math.max(0, surplus));
    }

    /** Throws an exception if the connector or a task has failed. */
    void requireNotFailed() {
        stack.connect().status(measured.connector().name()).ifPresent(status -> status.requireNotFailed());
    }

    WorkerMeter meter() {
        return meter;
    }

    SimulatedTable table() {
        return table;
    }

    Simulator simulator() {
        return simulator;
    }

    URI endpoint() {
        return stack.dynamoDb().endpoint();
    }

    /** Returns the topic that the connector writes to. */
    Topic topic() {
        return topic;
    }

    /** Returns a reader of the topic. The caller closes it. */
    TopicReader reader() {
        return stack.read(measured.connector().topic());
    }

    ProcessUsage worker() {
        return meter.worker();
    }

    /** Returns the processor time of the simulator so far. */
    Duration simulatorCpu() {
        return new ProcessUsage(stack.dynamoDb().pid()).cpu();
    }

    @Override
    public void close() {
        topic.close();
        simulator.close();
        stack.close();
    }
}
