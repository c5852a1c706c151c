/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.source;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.mebibytes;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.Profile;
import io.changefeed.benchmarks.measure.Recording;
import io.changefeed.benchmarks.measure.TextTable;
import io.changefeed.benchmarks.measure.Throughput;
import io.changefeed.simulator.control.ShardReport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Measures the connector reading a full stream, beside a loop that only counts records. */
public final class SourceSpeed {
    private static final int THREADS = 8;
    /** The part of the records during which the JVMs of worker and broker compile their code: one half. */
    private static final int WARM_UP_DIVISOR = 2;

    private static final int PAGE_RECORDS = 500;
    /** The loops warm up faster than a worker, so they need fewer records. */
    private static final int LOOP_RECORDS = 1_000_000;

    /** In processor time, because loop and simulator share the cores. */
    private static final double MIN_CPU_RATIO = 3;

    private final MeasuredConnector connector;
    private final int records;
    private final Optional<Path> recordings;

    /**
     * @param records the number of records in all shards of the stream
     * @param recordings the folder for recordings of the worker; empty for no profile
     */
    public SourceSpeed(MeasuredConnector connector, int records, Optional<Path> recordings) {
        this.connector = connector;
        this.records = records;
        this.recordings = recordings;
    }

    /**
     * The result of a measurement.
     *
     * @param server the simulator alone, without parsing its pages
     * @param serverCpu the processor time of the simulator while it served the loop
     * @param loop the loop of the SDK over the same pages
     * @param connector the connector, after the warm-up
     * @param cpu the processor times while the connector read
     * @param peakBytes the peak memory of the worker
     */
    public record Result(
            int shards,
            Throughput server,
            Duration serverCpu,
            Throughput loop,
            Duration loopCpu,
            Throughput connector,
            CpuTimes cpu,
            long peakBytes,
            long records,
            long arrived,
            Optional<Profile> profile) {

        public String text() {
            TextTable table = new TextTable(
                    shards + (shards == 1 ? " shard" : " shards"),
                    "records/s",
                    "MB/s",
                    "CPU s per million records",
                    "peak memory MiB",
                    "of the loop");
            table.row(
                    "simulator alone",
                    whole(server.recordsPerSecond()),
                    whole(server.megabytesPerSecond()),
                    tenths(loop.secondsPerMillion(serverCpu)),
                    "",
                    tenths(server.recordsPerSecond() / loop.recordsPerSecond()));
            table.row(
                    "(a) loop of the SDK",
                    whole(loop.recordsPerSecond()),
                    whole(loop.megabytesPerSecond()),
                    tenths(loop.secondsPerMillion(loopCpu)),
                    "",
                    "");
            table.row(
                    "(b) connector in a worker",
                    whole(connector.recordsPerSecond()),
                    whole(connector.megabytesPerSecond()),
                    tenths(connector.secondsPerMillion(cpu.worker())),
                    mebibytes(peakBytes),
                    hundredths(connector.recordsPerSecond() / loop.recordsPerSecond()));
            String text = table + "\n\nWhile the connector read, per million records: broker "
                    + tenths(connector.secondsPerMillion(cpu.broker())) + " CPU s, simulator "
                    + tenths(connector.secondsPerMillion(cpu.simulator())) + ".\nRecords in the stream: "
                    + whole(records) + "; on the topic: " + whole(arrived) + ".\n";
            double cheaper = loopCpu.toNanos() / (double) serverCpu.toNanos();
            text += "For the same records, (a) took " + tenths(cheaper) + " times the CPU of the simulator.\n";
            if (cheaper < MIN_CPU_RATIO) {
                text += "That is less than " + whole(MIN_CPU_RATIO) + " times: (a) is not a measure of the SDK.\n";
            }
            return text + profile.map(shares -> "\n" + shares.text()).orElse("");
        }
    }

    public Result measure(int shards) {
        int recordsPerShard = records / shards;
        try (SourceTestbed testbed = SourceTestbed.start(connector, shards, records, true)) {
            testbed.fill(recordsPerShard);
            Loops loops = loops(testbed, recordsPerShard);
            return connector(testbed, shards, (long) recordsPerShard * shards, loops);
        }
    }

    private record Loops(Throughput server, Duration serverCpu, Throughput loop, Duration loopCpu) {}

    private static Loops loops(SourceTestbed testbed, int recordsPerShard) {
        List<String> shards =
                testbed.table().report().shards().stream().map(ShardReport::id).toList();
        ProcessUsage here = new ProcessUsage(ProcessHandle.current().pid());
        int loopRecords = Math.min(recordsPerShard, LOOP_RECORDS / shards.size());
        int pages = Math.max(1, loopRecords / PAGE_RECORDS);
        try (DynamoDbStreamsClient client = client(testbed.endpoint())) {
            ReadLoop loop = new ReadLoop(client, testbed.table().report().arn(), shards, THREADS);
            RawPages raw = new RawPages(testbed.endpoint());
            SdkPages sdk = new SdkPages(client);
            loop.read(raw, pages);
            Throughput unparsed = loop.read(raw, pages);
            loop.read(sdk, pages);
            Duration before = here.cpu();
            Duration serverBefore = testbed.cpuTimes().simulator();
            Throughput parsed = loop.read(sdk, pages);
            Duration serverCpu = testbed.cpuTimes().simulator().minus(serverBefore);
            Throughput server = new Throughput(parsed.records(), parsed.bytes(), unparsed.time());
            return new Loops(server, serverCpu, parsed, here.cpu().minus(before));
        }
    }

    private Result connector(SourceTestbed testbed, int shards, long all, Loops loops) {
        long bytesPerRecord = loops.loop().bytes() / loops.loop().records();
        try (ConnectorRun run = new ConnectorRun(testbed)) {
            testbed.connect(Map.of());
            long first = run.awaitRecords(all / WARM_UP_DIVISOR);
            Optional<Recording> recording = recordings.map(folder -> Recording.start(testbed.worker()));
            long start = System.nanoTime();
            CpuTimes before = testbed.cpuTimes();
            long last = run.awaitRecords(all);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            CpuTimes cpu = testbed.cpuTimes().since(before);
            long read = last - first;
            Optional<Profile> profile = recording.map(
                    running -> running.end(recordings.orElseThrow().resolve("worker-" + shards + "-shards.jfr"), read));
            return new Result(
                    shards,
                    loops.server(),
                    loops.serverCpu(),
                    loops.loop(),
                    loops.loopCpu(),
                    new Throughput(read, read * bytesPerRecord, time),
                    cpu,
                    testbed.worker().peakBytes(),
                    all,
                    run.countRecords(all),
                    profile);
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
