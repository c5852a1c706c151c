/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.CpuTime;
import io.changefeed.benchmarks.measure.ItemShape;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Result;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Throughput;
import io.changefeed.simulator.control.ShardReport;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Measures connectors reading a full stream, beside a loop that only counts records. */
public final class SourceSpeed {
    private static final int THREADS = 8;
    private static final long PAGE_BYTES = 1_000_000;
    /** The loop warms up faster than a worker, so it needs fewer records. */
    private static final int LOOP_RECORDS = 1_000_000;

    /** In processor time, because loop and simulator share the cores. */
    private static final double MIN_CPU_RATIO = 3;

    private final Settings settings;
    private final String pluginPath;
    private final List<SourceCase> cases;
    private final int records;
    private final List<Table> profiles = new ArrayList<>();

    /**
     * @param cases ours, and those of others
     * @param records the number of records of 1 KB in all shards of the stream
     */
    public SourceSpeed(Settings settings, String pluginPath, List<SourceCase> cases, int records) {
        this.settings = settings;
        this.pluginPath = pluginPath;
        this.cases = cases;
        this.records = records;
    }

    /** Measures all cases for each number of shards and each shape; each case has a new worker, broker and simulator. */
    public List<Table> measure(List<Integer> shards, List<ItemShape> shapes) {
        List<Table> tables = new ArrayList<>();
        for (int count : shards) {
            for (ItemShape shape : shapes) {
                tables.add(measure(count, shape));
            }
        }
        tables.addAll(profiles);
        return tables;
    }

    private Table measure(int shards, ItemShape shape) {
        int recordsPerShard = Math.max(1, shape.scale(records) / shards);
        long all = (long) recordsPerShard * shards;
        Table table = new Table(
                whole(shards) + (shards == 1 ? " shard, " : " shards, ") + shape.title(),
                SourceTestbed.columns("records"));
        Optional<Result> bare = Optional.empty();
        for (SourceCase each : cases) {
            try (SourceTestbed testbed = SourceTestbed.start(settings, pluginPath, each, shards, records, true)) {
                testbed.fill(recordsPerShard, shape);
                Result loop = bare.isPresent() ? bare.get() : loops(table, testbed, recordsPerShard, shape);
                bare = Optional.of(loop);
                testbed.connect(Map.of());
                Result result = testbed.measure(
                        shards + "-shards-" + shape.text() + "-" + each.fileName(),
                        all,
                        loop.throughput().bytes() / loop.throughput().records());
                testbed.addTo(table, result, loop, all);
                profiles.addAll(testbed.meter().profiles());
            }
        }
        return table;
    }

    /** Adds rows for the simulator alone, whose pages are not parsed, and for the loop, whose result it returns. */
    private static Result loops(Table table, SourceTestbed testbed, int recordsPerShard, ItemShape shape) {
        List<String> shards =
                testbed.table().report().shards().stream().map(ShardReport::id).toList();
        int loopRecords = Math.min(recordsPerShard, Math.max(1, shape.scale(LOOP_RECORDS) / shards.size()));
        int pages = Math.max(1, (int) (loopRecords * 2L * shape.bytes() / PAGE_BYTES));
        ProcessUsage here = ProcessUsage.here();
        try (DynamoDbStreamsClient client = client(testbed.endpoint())) {
            ReadLoop loop = new ReadLoop(client, testbed.table().report().arn(), shards, THREADS);
            RawPages raw = new RawPages(testbed.endpoint());
            SdkPages sdk = new SdkPages(client);
            loop.read(raw, pages);
            Throughput unparsed = loop.read(raw, pages);
            loop.read(sdk, pages);
            CpuTime before = here.times();
            Duration serverBefore = testbed.simulatorCpu();
            Throughput parsed = loop.read(sdk, pages);
            Duration serverCpu = testbed.simulatorCpu().minus(serverBefore);
            Result result = new Result(parsed, here.times().since(before), Duration.ZERO, serverCpu, 0);
            Throughput alone = new Throughput(parsed.records(), parsed.bytes(), unparsed.time());
            table.row(
                    "simulator alone",
                    alone.recordsPerSecond(),
                    alone.megabytesPerSecond(),
                    alone.recordsPerSecond() / parsed.recordsPerSecond());
            result.addTo(table, "(a) loop of the SDK", result);
            if (result.writer().all().toNanos() < MIN_CPU_RATIO * serverCpu.toNanos()) {
                table.note("WARNING: the loop takes less than three times the processor time of the simulator, which"
                        + " therefore limits it.");
            }
            return result;
        }
    }

    static DynamoDbStreamsClient client(URI endpoint) {
        return DynamoDbStreamsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build();
    }
}
