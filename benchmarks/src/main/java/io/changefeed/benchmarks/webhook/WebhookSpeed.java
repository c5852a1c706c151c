/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.webhook;

import static io.changefeed.benchmarks.Texts.hundredths;
import static io.changefeed.benchmarks.Texts.mebibytes;
import static io.changefeed.benchmarks.Texts.tenths;
import static io.changefeed.benchmarks.Texts.whole;

import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.benchmarks.Profile;
import io.changefeed.benchmarks.Recording;
import io.changefeed.benchmarks.Subject;
import io.changefeed.benchmarks.TextTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How many events a second the connector delivers to endpoints of several latencies, and how many a bare client does. */
public final class WebhookSpeed {
    /** The fastest first: the worker's JVM compiles during the first. */
    private static final List<Duration> LATENCIES =
            List.of(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(200));

    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(15);

    private final Subject subject;
    private final int events;
    private final int inFlight;
    private final Optional<Path> recordings;

    /**
     * @param events on the topic; when the connector has delivered them all, it is measured no longer
     * @param inFlight requests at a time, of both
     * @param recordings the folder for recordings of the worker; empty for no profile
     */
    public WebhookSpeed(Subject subject, int events, int inFlight, Optional<Path> recordings) {
        this.subject = subject;
        this.events = events;
        this.inFlight = inFlight;
        this.recordings = recordings;
    }

    private record Pair(Duration latency, Watch.Seen bare, Watch.Seen connector) {
        void addTo(TextTable table, int inFlight) {
            double connectorRate = connector.stretch().recordsPerSecond();
            table.row(
                    latency.toMillis() + " ms",
                    latency.isZero() ? "" : whole(inFlight * 1e3 / latency.toMillis()),
                    whole(bare.stretch().recordsPerSecond()),
                    whole(connectorRate),
                    hundredths(connectorRate / bare.stretch().recordsPerSecond()),
                    tenths(bare.stretch().secondsPerMillion(bare.cpu())),
                    tenths(connector.stretch().secondsPerMillion(connector.cpu())),
                    whole(connector.repeated()));
        }
    }

    public String measure() {
        try (WebhookStage stage = WebhookStage.start(subject, events, inFlight)) {
            stage.endpoint().start();
            List<String> profiles = new ArrayList<>();
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
                Watch.Seen connector = connector(stage, latency, profiles);
                Watch.Seen bare = bare(stage.endpoint(), latency);
                new Pair(latency, bare, connector).addTo(table, inFlight);
            }
            return table + "\n\nPeak memory of the worker: "
                    + mebibytes(stage.worker().peakBytes()) + " MiB.\n" + String.join("\n", profiles);
        }
    }

    private Watch.Seen connector(WebhookStage stage, Duration latency, List<String> profiles) {
        String name = stage.connectorName() + "-" + latency.toMillis() + "-ms";
        stage.endpoint().begin(latency);
        stage.connect(name);
        Optional<Recording> recording = recordings.map(folder -> Recording.start(stage.worker()));
        Watch.Seen seen = new Watch(
                        stage.endpoint(),
                        stage.worker(),
                        () -> stage.requireNotFailed(name),
                        latency.isZero() ? FIRST_WARM_UP : WARM_UP,
                        MEASURED,
                        events)
                .watch();
        recording.ifPresent(running -> profiles.add("\n" + name + ", with its start:\n\n"
                + profile(running, name, stage.endpoint().count().events())));
        stage.disconnect(name);
        return seen;
    }

    private String profile(Recording recording, String name, long delivered) {
        Profile profile = recording.end(recordings.orElseThrow().resolve(name + ".jfr"), delivered);
        return profile.text();
    }

    /** Posts the bodies that the connector has posted. */
    private Watch.Seen bare(Endpoint endpoint, Duration latency) {
        List<byte[]> bodies = endpoint.bodies();
        endpoint.begin(latency);
        ProcessUsage here = new ProcessUsage(ProcessHandle.current().pid());
        try (BareClient bare = BareClient.start(endpoint.url(), bodies, inFlight)) {
            return new Watch(endpoint, here, bare::requireNotFailed, WARM_UP, MEASURED, Integer.MAX_VALUE).watch();
        }
    }
}
