/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks;

import io.changefeed.benchmarks.fanout.FanOutSpeed;
import io.changefeed.benchmarks.firestore.FirestoreSpeed;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.source.IdleCost;
import io.changefeed.benchmarks.source.Memory;
import io.changefeed.benchmarks.source.SnapshotLag;
import io.changefeed.benchmarks.source.SnapshotSpeed;
import io.changefeed.benchmarks.source.SourceSpeed;
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

/** Runs the selected benchmarks one after the other and prints a table for each. */
@Command(name = "benchmarks/run")
public final class BenchmarksProgram implements Callable<Integer> {
    private static final int BAD_ARGUMENT = 2;
    private static final int MANY_SHARDS = 64;
    private static final int MIN_RECORDS = 1_000;
    /** The divisor of the number of items for the measurement of the lag, which needs fewer. */
    private static final int LAG_DIVISOR = 3;

    private static final int MAX_RECORDS = 100_000_000;
    private static final int WEBHOOK_EVENTS = 300_000;
    private static final int OUTAGE_EVENTS = 1_000_000;
    private static final int FIRESTORE_EVENTS = 600_000;
    private static final int WEBHOOK_REQUESTS = 32;
    /** The default of the sink. */
    private static final int FIRESTORE_REQUESTS = 4;

    private static final int MAX_IN_FLIGHT = 10_000;

    private enum Benchmark {
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
    private List<Benchmark> benchmarks = new ArrayList<>();

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
    private String topic = "benchmark." + MeasuredConnector.TABLE;

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
        requireWithin("--records", records, MIN_RECORDS, MAX_RECORDS);
        shards.forEach(count -> requireWithin("--shards", count, 1, records));
        events.ifPresent(number -> requireWithin("--events", number, MIN_RECORDS, MAX_RECORDS));
        inFlight.ifPresent(number -> requireWithin("--in-flight", number, 1, MAX_IN_FLIGHT));
        if (profile.isPresent()) {
            Files.createDirectories(profile.get());
        }
        out.println(Runtime.getRuntime().availableProcessors() + " cores, shared by all processes; Java "
                + Runtime.version() + "\n");
        Set<Benchmark> selected =
                benchmarks.isEmpty() ? EnumSet.of(Benchmark.SPEED, Benchmark.IDLE) : EnumSet.copyOf(benchmarks);
        if (selected.stream().anyMatch(Benchmark::isOfSource)) {
            measureSource(selected);
        }
        if (selected.stream().anyMatch(Benchmark::isOfWebhook)) {
            measureWebhook(selected);
        }
        if (selected.contains(Benchmark.FIRESTORE)) {
            measureFirestore();
        }
        if (selected.contains(Benchmark.FANOUT)) {
            out.println(new FanOutSpeed(pluginFolder()).measure());
        }
        return 0;
    }

    private void measureSource(Set<Benchmark> selected) {
        MeasuredConnector source = MeasuredConnector.of(
                pluginFolder(), connector.orElse(project.resolve("benchmarks/changefeed.json")), topic);
        if (selected.contains(Benchmark.SPEED)) {
            SourceSpeed speed = new SourceSpeed(source, records, profile);
            shards.forEach(count -> out.println(speed.measure(count).text()));
        }
        if (selected.contains(Benchmark.IDLE)) {
            out.println(new IdleCost(source).measure());
        }
        if (selected.contains(Benchmark.MEMORY)) {
            out.println(new Memory(source, records).measure());
        }
        if (selected.contains(Benchmark.SNAPSHOT)) {
            out.println(new SnapshotSpeed(source, records, profile).measure());
            out.println(new SnapshotLag(source, records / LAG_DIVISOR).measure());
        }
    }

    private void measureWebhook(Set<Benchmark> selected) {
        MeasuredConnector sink = sink("benchmarks/webhook.json");
        int requests = inFlight.orElse(WEBHOOK_REQUESTS);
        if (selected.contains(Benchmark.WEBHOOK)) {
            out.println(new WebhookSpeed(sink, events.orElse(WEBHOOK_EVENTS), requests, profile).measure());
        }
        if (selected.contains(Benchmark.OUTAGE)) {
            out.println(new Outage(sink, events.orElse(OUTAGE_EVENTS), requests).measure());
        }
    }

    private void measureFirestore() {
        out.println(new FirestoreSpeed(
                        sink("benchmarks/firestore.json"),
                        events.orElse(FIRESTORE_EVENTS),
                        inFlight.orElse(FIRESTORE_REQUESTS),
                        profile)
                .measure());
    }

    private MeasuredConnector sink(String ours) {
        return MeasuredConnector.ofSink(pluginFolder(), connector.orElse(project.resolve(ours)));
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
