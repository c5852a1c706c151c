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

    private static final int ROUNDS = 3;

    /** The first time, the JVMs of worker and emulator are busy compiling. */
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(25);

    private static final Duration WARM_UP = Duration.ofSeconds(5);
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

    private static void add(TextTable table, int round, Watch.Seen bare, Watch.Seen connector) {
        double rate = connector.stretch().recordsPerSecond();
        table.row(
                whole(round),
                whole(bare.stretch().recordsPerSecond()),
                whole(rate),
                hundredths(rate / bare.stretch().recordsPerSecond()),
                tenths(bare.stretch().secondsPerMillion(bare.writerCpu())),
                tenths(connector.stretch().secondsPerMillion(connector.writerCpu())),
                tenths(bare.stretch().secondsPerMillion(bare.emulatorCpu())),
                tenths(connector.stretch().secondsPerMillion(connector.emulatorCpu())));
    }

    /** Both, one after the other, several times. */
    public String measure() {
        try (FirestoreStage stage = FirestoreStage.start(subject, events, inFlight)) {
            List<String> profiles = new ArrayList<>();
            TextTable table = new TextTable(
                    whole(inFlight) + " in flight, round",
                    "(a) bare loop, documents/s",
                    "(b) connector, documents/s",
                    "of the loop",
                    "(a) CPU s per million",
                    "(b) CPU s per million",
                    "(a) emulator's",
                    "(b) emulator's");
            for (int round = 1; round <= ROUNDS; round++) {
                Watch.Seen connector = connector(stage, round, profiles);
                List<Document> documents = stage.database().documents();
                stage.database().clear();
                Watch.Seen bare = bare(stage, documents);
                stage.database().clear();
                add(table, round, bare, connector);
            }
            return table + "\n\nPeak memory of the worker: "
                    + mebibytes(stage.worker().peakBytes()) + " MiB.\n" + String.join("\n", profiles);
        }
    }

    private Watch.Seen connector(FirestoreStage stage, int round, List<String> profiles) {
        String name = stage.connectorName() + "-" + round;
        stage.connect(name);
        Optional<Recording> recording = recordings.map(folder -> Recording.start(stage.worker()));
        Watch.Seen seen = new Watch(
                        stage.database(),
                        stage.worker(),
                        stage.emulator(),
                        () -> stage.requireNotFailed(name),
                        round == 1 ? FIRST_WARM_UP : WARM_UP,
                        MEASURED)
                .watch(events);
        recording.ifPresent(running -> profiles.add("\n" + name + ", with its start:\n\n"
                + running.end(
                                recordings.orElseThrow().resolve(name + ".jfr"),
                                stage.database().written())
                        .text()));
        stage.disconnect(name);
        return seen;
    }

    /** Writes the documents that the connector has written, from then on. */
    private Watch.Seen bare(FirestoreStage stage, List<Document> documents) {
        ProcessUsage here = new ProcessUsage(ProcessHandle.current().pid());
        try (BareLoop bare = BareLoop.start(stage.database(), documents, BATCH, inFlight)) {
            return new Watch(stage.database(), here, stage.emulator(), bare::requireNotFailed, WARM_UP, MEASURED)
                    .watch(Long.MAX_VALUE);
        }
    }
}
