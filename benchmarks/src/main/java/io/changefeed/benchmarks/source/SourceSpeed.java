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

/** How fast a full stream is read: by the connector, and beside it by a loop that does nothing with the records. */
public final class SourceSpeed {
    private static final int THREADS = 8;
    /** For so long the JVMs of worker and broker are busy compiling. */
    private static final int WARM_UP_PART = 2;

    private static final int RECORDS_OF_A_PAGE = 500;
    /** The loops warm up sooner than a worker, and need no more than this. */
    private static final int RECORDS_OF_LOOPS = 1_000_000;

    /** In processor time, which loop and simulator do not take from each other as they do the cores. */
    private static final double FAST_ENOUGH = 3;

    private final MeasuredConnector connector;
    private final int records;
    private final Optional<Path> recordings;

    /**
     * @param records in the stream, all shards together
     * @param recordings the folder for recordings of the worker; empty for no profile
     */
    public SourceSpeed(MeasuredConnector connector, int records, Optional<Path> recordings) {
        this.connector = connector;
        this.records = records;
        this.recordings = recordings;
    }

    /**
     * What came of it.
     *
     * @param server the simulator alone, its pages received and not looked into
     * @param serverCpu of the simulator, while it served the loop
     * @param loop the SDK's, for the same pages
     * @param connector to the topic, without the warm-up
     * @param cpu of the processes, while the connector read
     * @param peakBytes of the worker's memory
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
            if (cheaper < FAST_ENOUGH) {
                text += "That is less than " + whole(FAST_ENOUGH) + " times: (a) says little of the SDK.\n";
            }
            return text + profile.map(shares -> "\n" + shares.text()).orElse("");
        }
    }

    public Result measure(int shards) {
        int recordsPerShard = records / shards;
        try (SourceStage stage = SourceStage.start(connector, shards, records, true)) {
            stage.fill(recordsPerShard);
            Loops loops = loops(stage, recordsPerShard);
            return connector(stage, shards, (long) recordsPerShard * shards, loops);
        }
    }

    private record Loops(Throughput server, Duration serverCpu, Throughput loop, Duration loopCpu) {}

    private static Loops loops(SourceStage stage, int recordsPerShard) {
        List<String> shards =
                stage.table().report().shards().stream().map(ShardReport::id).toList();
        ProcessUsage here = new ProcessUsage(ProcessHandle.current().pid());
        int recordsOfLoop = Math.min(recordsPerShard, RECORDS_OF_LOOPS / shards.size());
        int pages = Math.max(1, recordsOfLoop / RECORDS_OF_A_PAGE);
        try (DynamoDbStreamsClient client = client(stage.endpoint())) {
            ReadLoop loop = new ReadLoop(client, stage.table().report().arn(), shards, THREADS);
            RawPages raw = new RawPages(stage.endpoint());
            SdkPages sdk = new SdkPages(client);
            loop.read(raw, pages);
            Throughput unseen = loop.read(raw, pages);
            loop.read(sdk, pages);
            Duration before = here.cpu();
            Duration serverBefore = stage.cpuTimes().simulator();
            Throughput seen = loop.read(sdk, pages);
            Duration serverCpu = stage.cpuTimes().simulator().minus(serverBefore);
            Throughput server = new Throughput(seen.records(), seen.bytes(), unseen.time());
            return new Loops(server, serverCpu, seen, here.cpu().minus(before));
        }
    }

    private Result connector(SourceStage stage, int shards, long all, Loops loops) {
        long bytesOfOne = loops.loop().bytes() / loops.loop().records();
        try (ConnectorRun run = new ConnectorRun(stage)) {
            stage.connect(Map.of());
            long first = run.awaitRecords(all / WARM_UP_PART);
            Optional<Recording> recording = recordings.map(folder -> Recording.start(stage.worker()));
            long start = System.nanoTime();
            CpuTimes before = stage.cpuTimes();
            long last = run.awaitRecords(all);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            CpuTimes cpu = stage.cpuTimes().since(before);
            long read = last - first;
            Optional<Profile> profile = recording.map(
                    running -> running.end(recordings.orElseThrow().resolve("worker-" + shards + "-shards.jfr"), read));
            return new Result(
                    shards,
                    loops.server(),
                    loops.serverCpu(),
                    loops.loop(),
                    loops.loopCpu(),
                    new Throughput(read, read * bytesOfOne, time),
                    cpu,
                    stage.worker().peakBytes(),
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
