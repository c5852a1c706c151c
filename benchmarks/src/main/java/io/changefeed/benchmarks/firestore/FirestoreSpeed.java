/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import com.google.firestore.v1.Document;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Measurement;
import io.changefeed.benchmarks.measure.Measurement.Result;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.SinkStage;
import io.changefeed.benchmarks.measure.TextTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many documents a second the connector writes to an emulator, and how many a bare loop of Google's client does. */
public final class FirestoreSpeed {
    /** As many as Firestore takes in a request, and the connector puts there. */
    private static final int BATCH = 500;

    /** Of each call, beyond what the emulator takes. */
    private static final List<Duration> LATENCIES =
            List.of(Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(1_000));

    /** For the JVMs of worker and emulator, which compile at first. */
    private static final Duration WARM_UP = Duration.ofSeconds(45);

    private static final Duration BARE_WARM_UP = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(15);

    /** In the environment of the worker, for the configuration of the connector. */
    private static final String IN_FLIGHT = "FIRESTORE_IN_FLIGHT";

    private final MeasuredConnector connector;
    private final int events;
    private final int inFlight;
    private final Optional<Path> recordings;

    /**
     * @param events on the topic; more than the connector writes while it is measured
     * @param inFlight requests at a time, of both
     * @param recordings the folder for recordings of the worker; empty for no profile
     */
    public FirestoreSpeed(MeasuredConnector connector, int events, int inFlight, Optional<Path> recordings) {
        this.connector = connector;
        this.events = events;
        this.inFlight = inFlight;
        this.recordings = recordings;
    }

    private void add(TextTable table, Duration latency, Result bare, Result sink) {
        double rate = sink.throughput().recordsPerSecond();
        table.row(
                whole(latency.toMillis()) + " ms",
                latency.isZero() ? "" : whole(inFlight * BATCH * 1e3 / latency.toMillis()),
                whole(bare.throughput().recordsPerSecond()),
                whole(rate),
                hundredths(rate / bare.throughput().recordsPerSecond()),
                // With a latency, the proxy runs in the process of the loop.
                latency.isZero() ? tenths(bare.writerSecondsPerMillion()) : "",
                tenths(sink.writerSecondsPerMillion()),
                tenths(bare.targetSecondsPerMillion()),
                tenths(sink.targetSecondsPerMillion()));
    }

    /** Measures both, one after the other, at several latencies. */
    public String measure() {
        Path unused = Emulator.jar();
        try (SinkStage stage = SinkStage.start(
                connector.plugins(),
                connector.topic(),
                events,
                Map.of(IN_FLIGHT, Integer.toString(inFlight)),
                recordings)) {
            TextTable table = new TextTable(
                    whole(inFlight) + " in flight, latency",
                    "documents/s at most",
                    "(a) bare loop, documents/s",
                    "(b) connector, documents/s",
                    "of the loop",
                    "(a) CPU s per million",
                    "(b) CPU s per million",
                    "(a) emulator's",
                    "(b) emulator's");
            for (Duration latency : LATENCIES) {
                try (Emulator emulator = Emulator.start(latency)) {
                    Result sink = sink(stage, emulator, latency);
                    add(table, latency, bare(emulator), sink);
                }
            }
            return table + stage.workerReport();
        }
    }

    private Result sink(SinkStage stage, Emulator emulator, Duration latency) {
        String name = connector.name() + "-" + latency.toMillis() + "-ms";
        stage.connect(connector, name, Map.of("emulator.host", emulator.host()));
        Result result = stage.measure(name, emulator, WARM_UP, MEASURED, events);
        emulator.database().awaitIdle();
        return result;
    }

    /** Continues to write the documents that the connector has written. */
    private Result bare(Emulator emulator) {
        List<Document> documents = emulator.database().documents();
        try (Database database = new Database(emulator.host());
                BareLoop bare = BareLoop.start(database, documents, BATCH, inFlight)) {
            return new Measurement(emulator, ProcessUsage.here(), bare::requireNotFailed, BARE_WARM_UP, MEASURED)
                    .run(Long.MAX_VALUE);
        }
    }
}
