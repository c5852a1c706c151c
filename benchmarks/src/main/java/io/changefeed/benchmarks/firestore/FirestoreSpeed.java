/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import com.google.common.collect.Lists;
import com.google.firestore.v1.Document;
import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Measurement.Result;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.TextTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the documents per second that the connector writes to an emulator, beside a bare loop of Google's client.
 */
public final class FirestoreSpeed {
    /** The maximum of Firestore for a request, which the connector uses. */
    private static final int BATCH = 500;

    /** The latencies that are added to each call. */
    private static final List<Duration> LATENCIES =
            List.of(Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(1_000));

    /** Until the JVMs of worker and emulator have compiled their code. */
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
     * @param events the number of events on the topic; more than the connector writes during the measurement
     * @param inFlight the number of concurrent requests of both
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
                // Left out with latency, because the proxy runs in the process of the loop.
                latency.isZero() ? tenths(bare.writerSecondsPerMillion()) : "",
                tenths(sink.writerSecondsPerMillion()),
                tenths(bare.targetSecondsPerMillion()),
                tenths(sink.targetSecondsPerMillion()));
    }

    /** Measures both, one after the other, at each latency. */
    public String measure() {
        Path unused = Emulator.jar();
        try (SinkTestbed testbed = SinkTestbed.start(
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
                    Result sink = sink(testbed, emulator, latency);
                    add(table, latency, bare(emulator), sink);
                }
            }
            return table + testbed.workerReport();
        }
    }

    private Result sink(SinkTestbed testbed, Emulator emulator, Duration latency) {
        String name = connector.name() + "-" + latency.toMillis() + "-ms";
        testbed.connect(connector, name, Map.of("emulator.host", emulator.host()));
        Result result = testbed.measure(name, emulator, WARM_UP, MEASURED, events);
        emulator.database().awaitIdle();
        return result;
    }

    /** Writes the documents of the connector again, with higher revisions. */
    private Result bare(Emulator emulator) {
        List<Document> documents = emulator.database().documents();
        try (Database database = new Database(emulator.host());
                BareLoop<List<Document>> bare =
                        BareLoop.start(Lists.partition(documents, BATCH), inFlight, database::writeRevised)) {
            return bare.measure(emulator, BARE_WARM_UP, MEASURED);
        }
    }
}
