/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static io.changefeed.benchmarks.measure.Numbers.whole;

import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Result;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.benchmarks.measure.Target;
import io.changefeed.event.EventFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures the events per second that connectors deliver to endpoints with different latencies, beside a bare client.
 */
public final class WebhookSpeed {
    private final Settings settings;
    private final String pluginPath;
    private final EventFormat format;
    private final int events;
    private final int inFlight;

    /**
     * @param format of the events on the topic
     * @param events the number of events on the topic; the measurement ends when all are delivered
     * @param inFlight the number of concurrent requests of the connectors and the client
     */
    public WebhookSpeed(Settings settings, String pluginPath, EventFormat format, int events, int inFlight) {
        this.settings = settings;
        this.pluginPath = pluginPath;
        this.format = format;
        this.events = events;
        this.inFlight = inFlight;
    }

    /**
     * A sink and its configuration.
     *
     * @param title for the rows of a table
     * @param properties additional properties
     */
    public record SinkCase(String title, MeasuredConnector connector, Map<String, String> properties) {}

    /** Measures all cases at each latency; a table has the cases that post the same bodies as its client. */
    public List<Table> measure(List<Integer> latenciesMs, List<List<SinkCase>> casesByBody) {
        SinkCase first = casesByBody.get(0).get(0);
        try (Endpoint endpoint = Endpoint.stopped();
                SinkTestbed testbed = SinkTestbed.start(
                        settings,
                        pluginPath,
                        first.connector().topic(),
                        format,
                        events,
                        environment(endpoint, inFlight))) {
            endpoint.start();
            List<Table> tables = new ArrayList<>();
            for (List<SinkCase> cases : casesByBody) {
                for (int latency : latenciesMs) {
                    tables.add(measure(testbed, endpoint, Duration.ofMillis(latency), cases));
                }
            }
            tables.addAll(testbed.profiles());
            return tables;
        }
    }

    /** The variables that the configurations of connectors refer to. */
    static Map<String, String> environment(Endpoint endpoint, int inFlight) {
        return Map.of("WEBHOOK_URL", endpoint.url().toString(), "WEBHOOK_IN_FLIGHT", Integer.toString(inFlight));
    }

    private Table measure(SinkTestbed testbed, Endpoint endpoint, Duration latency, List<SinkCase> cases) {
        String atMost =
                latency.isZero() ? "" : ", at most " + whole(inFlight * 1e3 / latency.toMillis()) + " requests/s";
        Table table = new Table(
                whole(inFlight) + " in flight, " + latency.toMillis() + " ms" + atMost,
                Result.columns("events", "endpoint", Column.tenths("events a request"), Column.whole("repeated")));
        List<Result> results = new ArrayList<>();
        List<ReceivedEvents.Count> counts = new ArrayList<>();
        for (SinkCase each : cases) {
            results.add(sink(testbed, endpoint, latency, each));
            counts.add(endpoint.awaitIdle());
        }
        Result bare = bare(endpoint, latency);
        bare.addTo(table, "(a) bare client", bare, endpoint.count().eventsPerRequest());
        for (int i = 0; i < cases.size(); i++) {
            ReceivedEvents.Count received = counts.get(i);
            results.get(i).addTo(table, cases.get(i).title(), bare, received.eventsPerRequest(), received.repeated());
        }
        return table;
    }

    private Result sink(SinkTestbed testbed, Endpoint endpoint, Duration latency, SinkCase measured) {
        String name = measured.title().replaceAll("[^A-Za-z0-9]+", "-") + "-" + latency.toMillis() + "-ms";
        endpoint.reset(latency);
        testbed.connect(measured.connector(), name, measured.properties());
        return testbed.measure(name, new EndpointTarget(endpoint));
    }

    /** Posts the bodies of the last connector again. */
    private Result bare(Endpoint endpoint, Duration latency) {
        List<byte[]> bodies = endpoint.bodies();
        endpoint.reset(latency);
        try (BareClient client = new BareClient(endpoint.url(), inFlight);
                BareLoop<byte[]> bare = BareLoop.start(bodies, inFlight, client::post)) {
            return bare.measure(new EndpointTarget(endpoint), settings);
        }
    }

    private record EndpointTarget(Endpoint endpoint) implements Target {
        @Override
        public long written() {
            return endpoint.count().events();
        }

        @Override
        public long bytes() {
            return endpoint.count().bytes();
        }

        @Override
        public Duration cpu() {
            return endpoint.usage().cpu();
        }

        @Override
        public Duration pollInterval() {
            return Duration.ofMillis(100);
        }
    }
}
