/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static io.changefeed.benchmarks.measure.Numbers.hundredths;
import static io.changefeed.benchmarks.measure.Numbers.tenths;
import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Measurement.Result;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.benchmarks.measure.TextTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Measures the events per second that the connector delivers to endpoints with different latencies, beside a bare
 * client.
 */
public final class WebhookSpeed {
    /** The first has the longest warm-up, because the JVM of the worker compiles. */
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
     * @param events the number of events on the topic; the measurement ends when all are delivered
     * @param inFlight the number of concurrent requests of both
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
                SinkTestbed testbed = start(endpoint, connector, events, inFlight, recordings)) {
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
                Result sink = sink(testbed, endpoint, latency);
                ReceivedEvents.Count received = endpoint.count();
                Result bare = bare(endpoint, latency);
                add(table, latency, bare, sink, received.events() - received.distinct());
            }
            return table + testbed.workerReport();
        }
    }

    /** Starts the testbed; the configuration of the connector refers to these variables. */
    static SinkTestbed start(
            Endpoint endpoint, MeasuredConnector connector, int events, int inFlight, Optional<Path> recordings) {
        return SinkTestbed.start(
                connector.plugins(),
                connector.topic(),
                events,
                Map.of("WEBHOOK_URL", endpoint.url().toString(), "WEBHOOK_IN_FLIGHT", Integer.toString(inFlight)),
                recordings);
    }

    private Result sink(SinkTestbed testbed, Endpoint endpoint, Duration latency) {
        String name = connector.name() + "-" + latency.toMillis() + "-ms";
        endpoint.reset(latency);
        testbed.connect(connector, name, Map.of());
        return testbed.measure(
                name,
                new EndpointTarget(endpoint, events),
                latency.isZero() ? FIRST_WARM_UP : WARM_UP,
                MEASURED,
                Long.MAX_VALUE);
    }

    /** Posts the bodies of the connector again. */
    private Result bare(Endpoint endpoint, Duration latency) {
        List<byte[]> bodies = endpoint.bodies();
        endpoint.reset(latency);
        try (BareClient client = new BareClient(endpoint.url(), inFlight);
                BareLoop<byte[]> bare = BareLoop.start(bodies, inFlight, client::post)) {
            return bare.measure(new EndpointTarget(endpoint, Integer.MAX_VALUE), WARM_UP, MEASURED);
        }
    }

    /** @param events the number of events after which the measurement ends */
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
