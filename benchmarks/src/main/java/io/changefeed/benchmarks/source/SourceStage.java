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
 * A broker, a worker and the simulator, each a process of its own, that no other measurement has warmed or filled; and a
 * table whose changes have both images.
 */
final class SourceStage implements AutoCloseable {
    private static final int READERS = 100;
    private static final int ITEMS_OF_A_SHARD = 10_000;
    static final int ITEM_BYTES = 1_000;
    private static final long BYTES_ON_DISK = 5_000;
    private static final Duration TIME_TO_RUN = Duration.ofSeconds(60);

    private final MeasuredConnector connector;
    private final LocalStack stack;
    private final Simulator simulator;
    private final SimulatedTable table;

    /**
     * Starts them.
     *
     * @param shards of the table's stream
     * @param keepingRecords whether the topic keeps all its records, instead of the last few hundred megabytes
     */
    static SourceStage start(MeasuredConnector connector, int shards, int records, boolean keepingRecords) {
        LocalStackBuilder settings = LocalStack.builder()
                .pluginPath(connector.plugins())
                // A page is larger than what G1 takes for an ordinary object: it would collect garbage for each.
                .brokerJvm(Jvm.withHeap(512))
                .workerJvm(Jvm.withHeap(1_024))
                .dynamoDbJvm(Jvm.withHeap(1_024).withOption("-XX:+UseParallelGC"))
                .dynamoDbStandIn(SimulatorProgram.class.getName(), System.getProperty("java.class.path"));
        if (keepingRecords) {
            settings.freeSpace(records * BYTES_ON_DISK);
        } else {
            settings.brokerProperty("log.segment.bytes", "67108864")
                    .brokerProperty("log.retention.bytes", "134217728")
                    .brokerProperty("log.retention.check.interval.ms", "2000")
                    .brokerProperty("log.segment.delete.delay.ms", "1000");
        }
        LocalStack stack = settings.build();
        try {
            return new SourceStage(connector, stack.start(), shards);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private SourceStage(MeasuredConnector connector, LocalStack stack, int shards) {
        this.connector = connector;
        this.stack = stack;
        this.simulator = Simulator.connect(stack.dynamoDb().endpoint());
        this.table = simulator.createTable(
                MeasuredConnector.TABLE, KeySchema.of("id", KeyType.S), ViewType.NEW_AND_OLD_IMAGES, shards);
        // Several loops read the same shards, one soon after the other.
        table.reading(Reading.DEFAULT.withReaders(READERS, Duration.ofSeconds(5)));
    }

    /** Fills every shard of the stream. */
    void fill(int recordsPerShard) {
        table.fill(recordsPerShard, ITEMS_OF_A_SHARD, ITEM_BYTES);
    }

    /** Has scans of the table find so many items. */
    void fillItems(int items) {
        table.fillItems(items, ITEM_BYTES);
    }

    /** Creates the connector, with these properties besides its own, and waits until it runs. */
    void connect(Map<String, String> besides) {
        stack.connect().putConfig(connector.name(), connector.config(besides));
        stack.connect().awaitRunning(connector.name(), TIME_TO_RUN);
    }

    /** Throws when the connector or a task has failed. */
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

    /** The topic that the connector writes to. The caller closes it. */
    Topic topic() {
        return new Topic(stack, connector.topic());
    }

    /** What a consumer of the topic reads from now on. The caller closes it. */
    TopicReader reader() {
        return stack.read(connector.topic());
    }

    ProcessUsage worker() {
        return new ProcessUsage(stack.worker().pid());
    }

    /** The processor time that each process has taken so far. */
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
