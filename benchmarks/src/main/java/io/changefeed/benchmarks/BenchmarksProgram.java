/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks;

import io.changefeed.benchmarks.fanout.FanOutSpeed;
import io.changefeed.benchmarks.firestore.FirestoreSpeed;
import io.changefeed.benchmarks.webhook.Outage;
import io.changefeed.benchmarks.webhook.WebhookSpeed;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the measurements that are asked for, one after the other, and prints a table of each. */
@Command(name = "benchmarks/run")
public final class BenchmarksProgram implements Callable<Integer> {
    private static final int BAD_ARGUMENT = 2;
    private static final int MANY_SHARDS = 64;
    private static final int FEW_RECORDS = 1_000;
    /** Of the records, or items, for a run that need not be as long. */
    private static final int LAG_PART = 3;

    private static final int MOST_RECORDS = 100_000_000;
    private static final int EVENTS_OF_WEBHOOK = 300_000;
    private static final int EVENTS_OF_OUTAGE = 1_000_000;
    private static final int EVENTS_OF_FIRESTORE = 600_000;
    private static final int REQUESTS_OF_WEBHOOK = 32;
    /** The default of the sink. */
    private static final int REQUESTS_OF_FIRESTORE = 4;

    private static final int MOST_IN_FLIGHT = 10_000;

    private enum Measurement {
        SPEED,
        IDLE,
        MEMORY,
        SNAPSHOT,
        WEBHOOK,
        OUTAGE,
        FIRESTORE,
        FANOUT;

        boolean isOfSource() {
            return !isOfWebhook() && this != FIRESTORE && this != FANOUT;
        }

        boolean isOfWebhook() {
            return this == WEBHOOK || this == OUTAGE;
        }
    }

    private final ProjectFolder project;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(arity = "0..*")
    private List<Measurement> asked = new ArrayList<>();

    @Option(names = "--records", paramLabel = "N")
    private int records = 3_000_000;

    @Option(names = "--shards", paramLabel = "N", split = ",")
    private List<Integer> shards = List.of(1, MANY_SHARDS);

    @Option(names = "--events", paramLabel = "N")
    private Optional<Integer> events = Optional.empty();

    @Option(names = "--in-flight", paramLabel = "N")
    private Optional<Integer> inFlight = Optional.empty();

    @Option(names = "--plugins", paramLabel = "DIR")
    private Optional<Path> plugins = Optional.empty();

    @Option(names = "--connector", paramLabel = "FILE")
    private Optional<Path> connector = Optional.empty();

    @Option(names = "--topic", paramLabel = "NAME")
    private String topic = "benchmark." + Subject.TABLE;

    @Option(names = "--profile", paramLabel = "DIR")
    private Optional<Path> profile = Optional.empty();

    BenchmarksProgram(ProjectFolder project, PrintStream out, PrintStream err) {
        this.project = project;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(new BenchmarksProgram(ProjectFolder.find(), System.out, System.err).run(arguments));
    }

    int run(String... arguments) {
        return new CommandLine(this)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, rest) -> {
                    err.println("benchmarks: " + e.getMessage() + "; benchmarks/run --help lists the options");
                    return BAD_ARGUMENT;
                })
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof LocalStackException) {
                        err.println("benchmarks: " + e.getMessage());
                        return 1;
                    }
                    throw e;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        requireWithin("--records", records, FEW_RECORDS, MOST_RECORDS);
        shards.forEach(count -> requireWithin("--shards", count, 1, records));
        events.ifPresent(number -> requireWithin("--events", number, FEW_RECORDS, MOST_RECORDS));
        inFlight.ifPresent(number -> requireWithin("--in-flight", number, 1, MOST_IN_FLIGHT));
        if (profile.isPresent()) {
            Files.createDirectories(profile.get());
        }
        out.println(Runtime.getRuntime().availableProcessors() + " cores, shared by all processes; Java "
                + Runtime.version() + "\n");
        Set<Measurement> wanted =
                asked.isEmpty() ? EnumSet.of(Measurement.SPEED, Measurement.IDLE) : EnumSet.copyOf(asked);
        if (wanted.stream().anyMatch(Measurement::isOfSource)) {
            measureSource(wanted);
        }
        if (wanted.stream().anyMatch(Measurement::isOfWebhook)) {
            measureWebhook(wanted);
        }
        if (wanted.contains(Measurement.FIRESTORE)) {
            measureFirestore();
        }
        if (wanted.contains(Measurement.FANOUT)) {
            out.println(new FanOutSpeed(pluginFolder()).measure());
        }
        return 0;
    }

    private void measureSource(Set<Measurement> wanted) {
        Subject source =
                Subject.of(pluginFolder(), connector.orElse(project.resolve("benchmarks/changefeed.json")), topic);
        if (wanted.contains(Measurement.SPEED)) {
            Speed speed = new Speed(source, records, profile);
            shards.forEach(count -> out.println(speed.measure(count).text()));
        }
        if (wanted.contains(Measurement.IDLE)) {
            out.println(new Idle(source).measure());
        }
        if (wanted.contains(Measurement.MEMORY)) {
            out.println(new Memory(source, records).measure());
        }
        if (wanted.contains(Measurement.SNAPSHOT)) {
            out.println(new SnapshotSpeed(source, records, profile).measure());
            out.println(new SnapshotLag(source, records / LAG_PART).measure());
        }
    }

    private void measureWebhook(Set<Measurement> wanted) {
        Subject sink = sink("benchmarks/webhook.json");
        int requests = inFlight.orElse(REQUESTS_OF_WEBHOOK);
        if (wanted.contains(Measurement.WEBHOOK)) {
            out.println(new WebhookSpeed(sink, events.orElse(EVENTS_OF_WEBHOOK), requests, profile).measure());
        }
        if (wanted.contains(Measurement.OUTAGE)) {
            out.println(new Outage(sink, events.orElse(EVENTS_OF_OUTAGE), requests).measure());
        }
    }

    private void measureFirestore() {
        out.println(new FirestoreSpeed(
                        sink("benchmarks/firestore.json"),
                        events.orElse(EVENTS_OF_FIRESTORE),
                        inFlight.orElse(REQUESTS_OF_FIRESTORE),
                        profile)
                .measure());
    }

    private Subject sink(String ours) {
        return Subject.ofSink(pluginFolder(), connector.orElse(project.resolve(ours)));
    }

    private Path pluginFolder() {
        return plugins.orElse(project.resolve("target/plugins"));
    }

    private static void requireWithin(String option, int number, int least, int most) {
        if (number < least || number > most) {
            throw new LocalStackException(option + " is " + number + ": it must be " + least + " to " + most);
        }
    }
}
