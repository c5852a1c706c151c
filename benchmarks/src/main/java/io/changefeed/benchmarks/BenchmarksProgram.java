/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks;

import io.changefeed.benchmarks.fanout.FanOutSpeed;
import io.changefeed.benchmarks.firestore.FirestoreSpeed;
import io.changefeed.benchmarks.measure.ItemShape;
import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.RunOptions;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.source.IdleCost;
import io.changefeed.benchmarks.source.Memory;
import io.changefeed.benchmarks.source.SnapshotSpeed;
import io.changefeed.benchmarks.source.SourceCase;
import io.changefeed.benchmarks.source.SourceLatency;
import io.changefeed.benchmarks.source.SourceSpeed;
import io.changefeed.benchmarks.source.Writes;
import io.changefeed.benchmarks.webhook.Outage;
import io.changefeed.benchmarks.webhook.WebhookSpeed;
import io.changefeed.benchmarks.webhook.WebhookSpeed.SinkCase;
import io.changefeed.event.EventFormat;
import io.changefeed.event.ItemFormat;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.ProjectFolder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Runs the selected benchmarks one after the other and prints a table for each. */
@Command(name = "benchmarks/run")
public final class BenchmarksProgram implements Callable<Integer> {
    private static final int BAD_ARGUMENT = 2;
    private static final String PLUGINS = "target/plugins";
    private static final int MIN_RECORDS = 1_000;
    private static final int MAX_RECORDS = 100_000_000;
    /** The rate of changes beside a snapshot. */
    private static final int SNAPSHOT_RATE = 200;
    /** The divisor of the number of items for the latency beside a snapshot, which needs fewer. */
    private static final int LATENCY_DIVISOR = 3;

    private static final int MAX_IN_FLIGHT = 10_000;
    private static final int MAX_BATCH = 500;

    private enum Benchmark {
        SPEED,
        IDLE,
        MEMORY,
        SNAPSHOT,
        LATENCY,
        WEBHOOK,
        OUTAGE,
        FIRESTORE,
        FANOUT
    }

    private enum Converter {
        JSON,
        BYTES
    }

    private enum Body {
        LAMBDA,
        ENVELOPE,
        CLOUDEVENTS
    }

    private final ProjectFolder project;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(arity = "0..*")
    private List<Benchmark> benchmarks = new ArrayList<>();

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--records", paramLabel = "N")
    private int records = 3_000_000;

    @Option(names = "--shards", paramLabel = "N", split = ",")
    private List<Integer> shards = List.of(1, 64);

    @Option(names = "--shapes", paramLabel = "NAME", split = ",")
    private List<ItemShape> shapes = List.of(ItemShape.TEXT);

    @Option(names = "--format", paramLabel = "NAME", split = ",")
    private List<EventFormat> formats = List.of(EventFormat.JSON);

    @Option(names = "--item-format", paramLabel = "NAME", split = ",", converter = ItemFormats.class)
    private List<ItemFormat> itemFormats = List.of(ItemFormat.DYNAMODB_JSON);

    @Option(names = "--rates", paramLabel = "N", split = ",")
    private List<Integer> rates = List.of(200, 1_000, 5_000);

    @Option(names = "--events", paramLabel = "N")
    private int events = 1_000_000;

    @Option(names = "--in-flight", paramLabel = "N")
    private Optional<Integer> inFlight = Optional.empty();

    @Option(names = "--latency", paramLabel = "MS", split = ",")
    private List<Integer> latencies = List.of();

    @Option(names = "--converter", paramLabel = "NAME", split = ",")
    private List<Converter> converters = List.of(Converter.JSON, Converter.BYTES);

    @Option(names = "--body", paramLabel = "NAME", split = ",")
    private List<Body> bodies = List.of(Body.LAMBDA);

    @Option(names = "--batch", paramLabel = "N")
    private int batch = 1;

    @Option(names = "--subscribers", paramLabel = "N", split = ",")
    private List<Integer> subscribers = List.of(100, 2_000);

    @Option(names = "--plugins", paramLabel = "DIR")
    private Optional<Path> plugins = Optional.empty();

    @Option(names = "--connector", paramLabel = "FILE")
    private Optional<Path> connector = Optional.empty();

    @Option(names = "--topic", paramLabel = "NAME")
    private String topic = "peer." + MeasuredConnector.TABLE;

    static final class ItemFormats implements ITypeConverter<ItemFormat> {
        @Override
        public ItemFormat convert(String text) {
            return Stream.of(ItemFormat.values())
                    .filter(format -> format.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no item format '" + text + "'"));
        }
    }

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
    public Integer call() {
        requireWithin("--records", records, MIN_RECORDS, MAX_RECORDS);
        shards.forEach(count -> requireWithin("--shards", count, 1, records));
        rates.forEach(rate -> requireWithin("--rates", rate, Writes.BATCHES_PER_SECOND, MAX_RECORDS));
        requireWithin("--events", events, MIN_RECORDS, MAX_RECORDS);
        inFlight.ifPresent(number -> requireWithin("--in-flight", number, 1, MAX_IN_FLIGHT));
        requireWithin("--batch", batch, 1, MAX_BATCH);
        if (plugins.isPresent() != connector.isPresent()) {
            throw new LocalStackException("--plugins and --connector belong together");
        }
        out.println(Runtime.getRuntime().availableProcessors() + " cores, shared by all processes; Java "
                + Runtime.version() + "\n");
        EnumSet.copyOf(benchmarks.isEmpty() ? List.of(Benchmark.SPEED) : benchmarks)
                .forEach(this::measure);
        return 0;
    }

    private void measure(Benchmark benchmark) {
        switch (benchmark) {
            case SPEED ->
                run(settings ->
                        new SourceSpeed(settings, pluginPath(), cases(settings), records).measure(shards, shapes));
            case IDLE -> runOnce(settings -> List.of(new IdleCost(settings, ourPlugins(), ours(settings)).measure()));
            case MEMORY ->
                runOnce(settings -> List.of(new Memory(settings, ourPlugins(), ours(settings), records).measure()));
            case SNAPSHOT -> run(this::snapshot);
            case LATENCY ->
                run(settings ->
                        List.of(new SourceLatency(settings, ourPlugins(), ours(settings)).besideIdleShards(rates)));
            case WEBHOOK ->
                run(settings -> new WebhookSpeed(settings, pluginPath(), formats.get(0), events, webhooks())
                        .measure(latencies.isEmpty() ? List.of(0, 20, 200) : latencies, sinkCases()));
            case OUTAGE ->
                runOnce(settings -> List.of(
                        new Outage(settings, ourPlugins(), sink("webhook.json"), formats.get(0), events, webhooks())
                                .measure()));
            case FIRESTORE ->
                run(settings -> new FirestoreSpeed(
                                settings,
                                ourPlugins(),
                                sink("firestore.json"),
                                convertedWith(converters.get(0)),
                                formats.get(0),
                                events,
                                inFlight.orElse(4))
                        .measure(latencies.isEmpty() ? List.of(0, 200, 1_000) : latencies));
            case FANOUT -> run(settings -> new FanOutSpeed(settings, project.resolve(PLUGINS)).measure(subscribers));
        }
    }

    private List<Table> snapshot(Settings settings) {
        List<Table> tables =
                new ArrayList<>(new SnapshotSpeed(settings, pluginPath(), cases(settings), records).measure(shapes));
        tables.add(new SourceLatency(settings, ourPlugins(), ours(settings))
                .besideSnapshot(SNAPSHOT_RATE, records / LATENCY_DIVISOR));
        return tables;
    }

    private void run(Function<Settings, List<Table>> benchmark) {
        options.run(3, out, err, benchmark);
    }

    /** For benchmarks that take minutes to measure what varies little. */
    private void runOnce(Function<Settings, List<Table>> benchmark) {
        options.run(1, out, err, benchmark);
    }

    private SourceCase ours(Settings settings) {
        return cases(settings).get(0);
    }

    /** Our source with all formats, and that of somebody else. */
    private List<SourceCase> cases(Settings settings) {
        MeasuredConnector ours = MeasuredConnector.of(
                project.resolve("benchmarks/changefeed.json"), "benchmark." + MeasuredConnector.TABLE);
        return Stream.concat(
                        formats.stream()
                                .flatMap(format -> itemFormats.stream()
                                        .map(items -> SourceCase.of(ours, format, items, settings.properties()))),
                        connector.stream().map(file -> SourceCase.ofPeer(MeasuredConnector.of(file, topic))))
                .toList();
    }

    /** Our sink with each body format and converter. The sink of somebody else has the body that it has. */
    private List<List<SinkCase>> sinkCases() {
        List<List<SinkCase>> cases = new ArrayList<>();
        for (Body body : bodies) {
            cases.add(converters.stream()
                    .map(converter -> {
                        Map<String, String> properties = convertedWith(converter);
                        properties.put("body.format", lowerCase(body));
                        properties.put("batch.max.records", Integer.toString(batch));
                        return new SinkCase(
                                "(b) " + lowerCase(body) + ", converter " + lowerCase(converter),
                                sink("webhook.json"),
                                properties);
                    })
                    .toList());
        }
        connector.ifPresent(file -> {
            MeasuredConnector peer = MeasuredConnector.ofSink(file);
            cases.add(List.of(new SinkCase("(c) " + peer.name(), peer, Map.of())));
        });
        return cases;
    }

    private static Map<String, String> convertedWith(Converter converter) {
        Map<String, String> properties = new HashMap<>();
        if (converter == Converter.BYTES) {
            properties.put("key.converter", SourceCase.BYTES);
            properties.put("value.converter", SourceCase.BYTES);
        }
        return properties;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private int webhooks() {
        return inFlight.orElse(32);
    }

    private MeasuredConnector sink(String file) {
        return MeasuredConnector.ofSink(project.resolve("benchmarks").resolve(file));
    }

    private String ourPlugins() {
        return project.resolve(PLUGINS).toString();
    }

    private String pluginPath() {
        return ourPlugins()
                + plugins.map(folder -> "," + folder.toAbsolutePath()).orElse("");
    }

    private static void requireWithin(String option, int number, int least, int most) {
        if (number < least || number > most) {
            throw new LocalStackException(option + " is " + number + ": it must be " + least + " to " + most);
        }
    }
}
