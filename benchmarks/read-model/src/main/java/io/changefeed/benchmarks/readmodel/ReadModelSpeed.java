/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import static io.changefeed.benchmarks.Texts.hundredths;
import static io.changefeed.benchmarks.Texts.mebibytes;
import static io.changefeed.benchmarks.Texts.tenths;
import static io.changefeed.benchmarks.Texts.whole;

import io.changefeed.benchmarks.ProcessUsage;
import io.changefeed.benchmarks.Recording;
import io.changefeed.benchmarks.Subject;
import io.changefeed.benchmarks.TextTable;
import io.changefeed.benchmarks.readmodel.Table.Content;
import io.changefeed.benchmarks.readmodel.Watch.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many rows a second the connector writes to PostgreSQL, and a bare loop of its statement, and Debezium's JDBC sink. */
final class ReadModelSpeed {
    /** Rows of a statement, at most: of all three. */
    private static final int BATCH = 500;

    /** For the JVM of the worker, which compiles at first. */
    private static final Duration WARM_UP = Duration.ofSeconds(25);

    private static final Duration BARE_WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(15);

    private final ReadModelStage stage;
    private final int events;
    private final int inFlight;
    private final Optional<Path> recordings;
    private final List<String> profiles = new ArrayList<>();

    /**
     * @param events on the topic; more than a connector writes while it is measured
     * @param inFlight statements at a time, of the connector and the loop
     * @param recordings the folder for recordings of the worker; empty for no profile
     */
    ReadModelSpeed(ReadModelStage stage, int events, int inFlight, Optional<Path> recordings) {
        this.stage = stage;
        this.events = events;
        this.inFlight = inFlight;
        this.recordings = recordings;
    }

    /** All of them, one after the other, each with a table of its own. */
    String measure(Subject ours, Subject debezium) {
        Seen guarded = connector(
                ours,
                "guarded",
                Map.of(
                        "projection.table",
                        "guarded",
                        "max.in.flight.deliveries",
                        Integer.toString(inFlight),
                        "batch.max.records",
                        Integer.toString(BATCH)));
        Content content = stage.table("guarded").content();
        Seen bare = bare(content);
        Seen batched = debezium(debezium, "debezium", "false");
        Seen unnested = debezium(debezium, "debezium_unnest", "true");
        TextTable table = new TextTable(
                "batches of " + BATCH,
                "rows/s",
                "of (a)",
                "writer's CPU s per million",
                "PostgreSQL's CPU s per million");
        add(table, "(a) bare loop, " + inFlight + " at a time", bare, bare);
        add(table, "(b) connector, guarded, " + inFlight + " at a time", guarded, bare);
        add(table, "(c) Debezium, no guard", batched, bare);
        add(table, "(d) Debezium, no guard, unnest", unnested, bare);
        return table + "\n\nPeak memory of the worker: "
                + mebibytes(stage.worker().peakBytes()) + " MiB.\n" + String.join("\n", profiles);
    }

    private static void add(TextTable table, String title, Seen seen, Seen bare) {
        double rate = seen.stretch().recordsPerSecond();
        table.row(
                title,
                whole(rate),
                hundredths(rate / bare.stretch().recordsPerSecond()),
                tenths(seen.stretch().secondsPerMillion(seen.writerCpu())),
                tenths(seen.stretch().secondsPerMillion(seen.serverCpu())));
    }

    private Seen debezium(Subject subject, String name, String isUnnested) {
        return connector(
                subject,
                name,
                Map.of(
                        "collection.name.format",
                        name,
                        "batch.size",
                        Integer.toString(BATCH),
                        "dialect.postgres.unnest.insert.enabled",
                        isUnnested));
    }

    private Seen connector(Subject subject, String name, Map<String, String> besides) {
        Table table = stage.table(name);
        stage.connect(subject, name, besides);
        Optional<Recording> recording = recordings.map(folder -> Recording.start(stage.worker()));
        Seen seen =
                new Watch(table, stage.worker(), () -> stage.requireNotFailed(name), WARM_UP, MEASURED).watch(events);
        recording.ifPresent(running -> profiles.add("\n" + name + ", with its start:\n\n"
                + running.end(recordings.orElseThrow().resolve(name + ".jfr"), table.written())
                        .text()));
        stage.disconnect(name);
        table.awaitSilence();
        return seen;
    }

    /** Writes the rows that the connector has written, from then on. */
    private Seen bare(Content content) {
        Table table = stage.table("bare").createdLike(stage.table("guarded"));
        ProcessUsage here = new ProcessUsage(ProcessHandle.current().pid());
        try (BareLoop loop = BareLoop.start(table, content, BATCH, inFlight)) {
            return new Watch(table, here, loop::requireNotFailed, BARE_WARM_UP, MEASURED).watch(Long.MAX_VALUE);
        }
    }
}
