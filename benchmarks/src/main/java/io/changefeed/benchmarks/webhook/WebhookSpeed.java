/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Measurement;
import io.changefeed.benchmarks.measure.Measurement.Result;
import io.changefeed.benchmarks.measure.ProcessUsage;
import io.changefeed.benchmarks.measure.SinkStage;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.measure.TextTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How many events a second the connector delivers to endpoints of several latencies, and how many a bare client does. */
public final class WebhookSpeed {
    /** The fastest first: the worker's JVM compiles during the first. */
    private static final List<Duration> LATENCIES =
            List.of(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(200));

    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(15);

    private final MeasuredConnector connector;
    private final int events;
    private final int inFlight;
    private final Optional<Path> recordings;

    /**
     * @param events on the topic; when the connector has delivered them all, it is measured no longer
     * @param inFlight requests at a time, of both
     * @param recordings the folder for recordings of the worker; empty for no profile
     */
    public WebhookSpeed(MeasuredConnector connector, int events, int inFlight, Optional<Path> recordings) {
        this.connector = connector;
        this.events = events;
        this.inFlight = inFlight;
        this.recordings = recordings;
    }

    private void add(TextTable table, Duration latency, Result bare, Result sink, long repeated) {
        double rate = sink.throughput().recordsPerSecond();
        table.row(
                latency.toMillis() + " ms",
                latency.isZero() ? "" : whole(inFlight * 1e3 / latency.toMillis()),
                whole(bare.throughput().recordsPerSecond()),
                whole(rate),
                hundredths(rate / bare.throughput().recordsPerSecond()),
                tenths(bare.writerSecondsPerMillion()),
                tenths(sink.writerSecondsPerMillion()),
                whole(repeated));
    }

    public String measure() {
        try (Endpoint endpoint = Endpoint.stopped();
                SinkStage stage = start(endpoint, connector, events, inFlight, recordings)) {
            endpoint.start();
            TextTable table = new TextTable(
                    whole(inFlight) + " in flight, endpoint's latency",
                    "requests/s at most",
                    "(a) bare client, events/s",
                    "(b) connector, events/s",
                    "of the client",
                    "(a) CPU s per million",
                    "(b) CPU s per million",
                    "(b) repeated");
            for (Duration latency : LATENCIES) {
                Result sink = sink(stage, endpoint, latency);
                ReceivedEvents.Count received = endpoint.count();
                Result bare = bare(endpoint, latency);
                add(table, latency, bare, sink, received.events() - received.distinct());
            }
            return table + stage.workerReport();
        }
    }

    /** Starts the stage; the configuration of the connector refers to these variables. */
    static SinkStage start(
            Endpoint endpoint, MeasuredConnector connector, int events, int inFlight, Optional<Path> recordings) {
        return SinkStage.start(
                connector.plugins(),
                connector.topic(),
                events,
                Map.of("WEBHOOK_URL", endpoint.url().toString(), "WEBHOOK_IN_FLIGHT", Integer.toString(inFlight)),
                recordings);
    }

    private Result sink(SinkStage stage, Endpoint endpoint, Duration latency) {
        String name = connector.name() + "-" + latency.toMillis() + "-ms";
        endpoint.reset(latency);
        stage.connect(connector, name, Map.of());
        return stage.measure(
                name,
                new EndpointTarget(endpoint, events),
                latency.isZero() ? FIRST_WARM_UP : WARM_UP,
                MEASURED,
                Long.MAX_VALUE);
    }

    /** Posts the bodies that the connector has posted. */
    private Result bare(Endpoint endpoint, Duration latency) {
        List<byte[]> bodies = endpoint.bodies();
        endpoint.reset(latency);
        try (BareClient bare = BareClient.start(endpoint.url(), bodies, inFlight)) {
            return new Measurement(
                            new EndpointTarget(endpoint, Integer.MAX_VALUE),
                            ProcessUsage.here(),
                            bare::requireNotFailed,
                            WARM_UP,
                            MEASURED)
                    .run(Long.MAX_VALUE);
        }
    }

    /** @param events when all of them have arrived, the measurement ends */
    private record EndpointTarget(Endpoint endpoint, int events) implements Target {
        @Override
        public long written() {
            return endpoint.count().events();
        }

        @Override
        public Supplier<Duration> startCpuMeter() {
            return () -> Duration.ZERO;
        }

        @Override
        public boolean isComplete() {
            return endpoint.count().distinct() >= events;
        }
    }
}
