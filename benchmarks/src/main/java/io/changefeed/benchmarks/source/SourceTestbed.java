/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.ProcessUsage;
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
import java.util.Map;

/**
 * A new broker, worker and simulator, each in a separate process, and a table whose stream has both images.
 */
final class SourceTestbed implements AutoCloseable {
    private static final int READERS = 100;
    private static final int ITEMS_PER_SHARD = 10_000;
    static final int ITEM_BYTES = 1_000;
    private static final long DISK_BYTES_PER_RECORD = 5_000;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final MeasuredConnector connector;
    private final LocalStack stack;
    private final Simulator simulator;
    private final SimulatedTable table;

    /**
     * Starts the processes and creates the table.
     *
     * @param shards the number of shards of the stream
     * @param keepingRecords whether the topic keeps all records, or only the last few hundred megabytes
     */
    static SourceTestbed start(MeasuredConnector connector, int shards, int records, boolean keepingRecords) {
        LocalStackBuilder settings = LocalStack.builder()
                .pluginPath(connector.plugins())
                // With G1, each page would be a humongous object and cause garbage collections.
                .brokerJvm(Jvm.withHeap(512))
                .workerJvm(Jvm.withHeap(1_024))
                .dynamoDbJvm(Jvm.withHeap(1_024).withOption("-XX:+UseParallelGC"))
                .dynamoDbStandIn(SimulatorProgram.class.getName(), System.getProperty("java.class.path"));
        if (keepingRecords) {
            settings.freeSpace(records * DISK_BYTES_PER_RECORD);
        } else {
            settings.brokerProperty("log.segment.bytes", "67108864")
                    .brokerProperty("log.retention.bytes", "134217728")
                    .brokerProperty("log.retention.check.interval.ms", "2000")
                    .brokerProperty("log.segment.delete.delay.ms", "1000");
        }
        LocalStack stack = settings.build();
        try {
            return new SourceTestbed(connector, stack.start(), shards);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private SourceTestbed(MeasuredConnector connector, LocalStack stack, int shards) {
        this.connector = connector;
        this.stack = stack;
        this.simulator = Simulator.connect(stack.dynamoDb().endpoint());
        this.table = simulator.createTable(
                MeasuredConnector.TABLE, KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES, shards);
        // Several loops read the same shards within the window.
        table.reading(Reading.DEFAULT.withReaders(READERS, Duration.ofSeconds(5)));
    }

    /** Fills every shard of the stream. */
    void fill(int recordsPerShard) {
        table.fill(recordsPerShard, ITEMS_PER_SHARD, ITEM_BYTES);
    }

    /** Makes scans of the table return this number of items. */
    void fillItems(int items) {
        table.fillItems(items, ITEM_BYTES);
    }

    /** Creates the connector with additional properties and waits until it runs. */
    void connect(Map<String, String> additional) {
        stack.connect().putConfig(connector.name(), connector.config(additional));
        stack.connect().awaitRunning(connector.name(), START_TIMEOUT);
    }

    /** Throws an exception if the connector or a task has failed. */
    void requireNotFailed() {
        stack.connect().status(connector.name()).ifPresent(status -> status.requireNotFailed());
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

    /** Returns the topic that the connector writes to. The caller closes it. */
    Topic topic() {
        return new Topic(stack, connector.topic());
    }

    /** Returns a reader of the topic. The caller closes it. */
    TopicReader reader() {
        return stack.read(connector.topic());
    }

    ProcessUsage worker() {
        return new ProcessUsage(stack.worker().pid());
    }

    /** Returns the processor times so far. */
    CpuTimes cpuTimes() {
        return new CpuTimes(
                worker().cpu(),
                new ProcessUsage(stack.broker().pid()).cpu(),
                new ProcessUsage(stack.dynamoDb().pid()).cpu());
    }

    @Override
    public void close() {
        simulator.close();
        stack.close();
    }
}
