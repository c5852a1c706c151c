/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import static io.changefeed.benchmarks.Texts.hundredths;
import static io.changefeed.benchmarks.Texts.mebibytes;
import static io.changefeed.benchmarks.Texts.tenths;
import static io.changefeed.benchmarks.Texts.whole;

import com.google.firestore.v1.Document;
import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.benchmarks.Recording;
import io.changefeed.benchmarks.Subject;
import io.changefeed.benchmarks.TextTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private final Subject subject;
    private final int events;
    private final int inFlight;
    private final Optional<Path> recordings;

    /**
     * @param events on the topic; more than the connector writes while it is measured
     * @param inFlight requests at a time, of both
     * @param recordings the folder for recordings of the worker; empty for no profile
     */
    public FirestoreSpeed(Subject subject, int events, int inFlight, Optional<Path> recordings) {
        this.subject = subject;
        this.events = events;
        this.inFlight = inFlight;
        this.recordings = recordings;
    }

    private void add(TextTable table, Duration latency, Watch.Seen bare, Watch.Seen connector) {
        double rate = connector.stretch().recordsPerSecond();
        table.row(
                whole(latency.toMillis()) + " ms",
                latency.isZero() ? "" : whole(inFlight * BATCH * 1e3 / latency.toMillis()),
                whole(bare.stretch().recordsPerSecond()),
                whole(rate),
                hundredths(rate / bare.stretch().recordsPerSecond()),
                // With a distance, it is in the process of the loop too.
                latency.isZero() ? tenths(bare.stretch().secondsPerMillion(bare.writerCpu())) : "",
                tenths(connector.stretch().secondsPerMillion(connector.writerCpu())),
                tenths(bare.stretch().secondsPerMillion(bare.emulatorCpu())),
                tenths(connector.stretch().secondsPerMillion(connector.emulatorCpu())));
    }

    /** Both, one after the other, at several distances. */
    public String measure() {
        Path unused = Place.jar();
        try (FirestoreStage stage = FirestoreStage.start(subject, events, inFlight)) {
            List<String> profiles = new ArrayList<>();
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
                try (Place place = Place.start(latency)) {
                    Watch.Seen connector = connector(stage, place, latency, profiles);
                    add(table, latency, bare(place), connector);
                }
            }
            return table + "\n\nPeak memory of the worker: "
                    + mebibytes(stage.worker().peakBytes()) + " MiB.\n" + String.join("\n", profiles);
        }
    }

    private Watch.Seen connector(FirestoreStage stage, Place place, Duration latency, List<String> profiles) {
        String name = stage.connectorName() + "-" + latency.toMillis() + "-ms";
        stage.connect(name, place.host());
        Optional<Recording> recording = recordings.map(folder -> Recording.start(stage.worker()));
        Watch.Seen seen = new Watch(
                        place.database(),
                        stage.worker(),
                        place.usage(),
                        () -> stage.requireNotFailed(name),
                        WARM_UP,
                        MEASURED)
                .watch(events);
        recording.ifPresent(running -> profiles.add("\n" + name + ", with its start:\n\n"
                + running.end(
                                recordings.orElseThrow().resolve(name + ".jfr"),
                                place.database().written())
                        .text()));
        stage.disconnect(name);
        place.database().awaitSilence();
        return seen;
    }

    /** Writes the documents that the connector has written, from then on. */
    private Watch.Seen bare(Place place) {
        ProcessUsage here = new ProcessUsage(ProcessHandle.current().pid());
        List<Document> documents = place.database().documents();
        try (Database database = new Database(place.host());
                BareLoop bare = BareLoop.start(database, documents, BATCH, inFlight)) {
            return new Watch(place.database(), here, place.usage(), bare::requireNotFailed, BARE_WARM_UP, MEASURED)
                    .watch(Long.MAX_VALUE);
        }
    }
}
