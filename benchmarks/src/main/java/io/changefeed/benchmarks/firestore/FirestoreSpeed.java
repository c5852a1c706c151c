/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import static io.changefeed.benchmarks.measure.Numbers.whole;

import com.google.common.collect.Lists;
import com.google.firestore.v1.Document;
import io.changefeed.benchmarks.measure.BareLoop;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.Result;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.event.EventFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the documents per second that the connector writes to an emulator, beside a bare loop of Google's client.
 */
public final class FirestoreSpeed {
    /** The maximum of Firestore for a request, which the connector uses. */
    private static final int BATCH = 500;

    /** In the environment of the worker, for the configuration of the connector. */
    private static final String IN_FLIGHT = "FIRESTORE_IN_FLIGHT";

    private final Settings settings;
    private final String pluginPath;
    private final MeasuredConnector connector;
    private final Map<String, String> properties;
    private final EventFormat format;
    private final int events;
    private final int inFlight;

    /**
     * @param properties additional properties of the connector
     * @param format of the events on the topic
     * @param events the number of events on the topic; more than the connector writes during the measurement
     * @param inFlight the number of concurrent requests of both
     */
    public FirestoreSpeed(
            Settings settings,
            String pluginPath,
            MeasuredConnector connector,
            Map<String, String> properties,
            EventFormat format,
            int events,
            int inFlight) {
        this.settings = settings;
        this.pluginPath = pluginPath;
        this.connector = connector;
        this.properties = properties;
        this.format = format;
        this.events = events;
        this.inFlight = inFlight;
    }

    /** Measures both, one after the other, at each latency, which is added to each call. */
    public List<Table> measure(List<Integer> latenciesMs) {
        Path unused = Emulator.jar();
        List<Table> tables = new ArrayList<>();
        try (SinkTestbed testbed = SinkTestbed.start(
                settings,
                pluginPath,
                connector.topic(),
                format,
                events,
                Map.of(IN_FLIGHT, Integer.toString(inFlight)))) {
            for (int milliseconds : latenciesMs) {
                Duration latency = Duration.ofMillis(milliseconds);
                Table table = new Table(
                        whole(inFlight) + " requests of " + BATCH + " in flight, " + milliseconds + " ms",
                        Result.columns("documents", "emulator"));
                try (Emulator emulator = Emulator.start(latency)) {
                    Result sink = sink(testbed, emulator, latency);
                    Result bare = bare(emulator);
                    bare.addTo(table, "(a) bare loop" + (latency.isZero() ? "" : ", with the proxy"), bare);
                    sink.addTo(table, "(b) connector", bare);
                }
                tables.add(table);
            }
            tables.addAll(testbed.profiles());
        }
        return tables;
    }

    private Result sink(SinkTestbed testbed, Emulator emulator, Duration latency) {
        String name = connector.name() + "-" + latency.toMillis() + "-ms";
        Map<String, String> all = new HashMap<>(properties);
        all.put("emulator.host", emulator.host());
        testbed.connect(connector, name, all);
        Result result = testbed.measure(name, emulator);
        emulator.database().awaitIdle();
        return result;
    }

    /** Writes the documents of the connector again, with higher revisions. */
    private Result bare(Emulator emulator) {
        List<Document> documents = emulator.database().documents();
        try (Database database = new Database(emulator.host());
                BareLoop<List<Document>> bare =
                        BareLoop.start(Lists.partition(documents, BATCH), inFlight, database::writeRevised)) {
            return bare.measure(emulator, settings);
        }
    }
}
