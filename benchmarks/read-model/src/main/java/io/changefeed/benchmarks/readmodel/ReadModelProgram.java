/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.RunOptions;
import io.changefeed.benchmarks.measure.Settings;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.benchmarks.measure.Table;
import io.changefeed.benchmarks.readmodel.dynamodb.DynamoDbSpeed;
import io.changefeed.benchmarks.readmodel.sql.RowStorage;
import io.changefeed.benchmarks.readmodel.sql.SqlSpeed;
import io.changefeed.benchmarks.readmodel.sql.ViewLookups;
import io.changefeed.databases.DatabaseException;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.MariaDb;
import io.changefeed.databases.PostgreSql;
import io.changefeed.event.EventFormat;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the selected benchmarks of the read-model sinks one after the other and prints a table for each. */
@Command(name = "benchmarks/run read-model")
public final class ReadModelProgram implements Callable<Integer> {
    private static final int BAD_ARGUMENT = 2;
    private static final int SQL_EVENTS = 1_500_000;
    private static final int DYNAMODB_EVENTS = 400_000;
    private static final int LOOKUP_EVENTS = 1_000;

    private final ProjectFolder project;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(arity = "0..*")
    private List<Case> cases = new ArrayList<>();

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--events", paramLabel = "N")
    private Optional<Integer> events = Optional.empty();

    @Option(names = "--format", paramLabel = "NAME")
    private EventFormat format = EventFormat.JSON;

    /** The default of the SQL sink. */
    @Option(names = "--in-flight", paramLabel = "N")
    private int inFlight = 4;

    @Option(names = "--latency", paramLabel = "MS", split = ",")
    private List<Integer> latencies = List.of(0, 2);

    @Option(names = "--database", paramLabel = "NAME")
    private Database database = Database.POSTGRESQL;

    @Option(names = "--items", paramLabel = "N")
    private int items = 1_000_000;

    private enum Case {
        SQL_OWNED_SOFT(Optional.of(RowStorage.OWNED_SOFT)),
        SQL_OWNED_HARD(Optional.of(RowStorage.OWNED_HARD)),
        SQL_SHARED(Optional.of(RowStorage.SHARED)),
        DYNAMODB_OWNED(Optional.empty()),
        DYNAMODB_SHARED(Optional.empty()),
        LOOKUP(Optional.empty());

        private final Optional<RowStorage> storage;

        Case(Optional<RowStorage> storage) {
            this.storage = storage;
        }

        boolean isDynamoDb() {
            return this == DYNAMODB_OWNED || this == DYNAMODB_SHARED;
        }

        static Case of(String name) {
            return Stream.of(values())
                    .filter(each -> each.name().replace('_', '-').equals(name.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.TypeConversionException("there is no case '" + name + "'"));
        }
    }

    private enum Database {
        POSTGRESQL,
        MARIADB;

        DatabaseServer launch() {
            return this == POSTGRESQL ? PostgreSql.launch() : MariaDb.launch();
        }
    }

    ReadModelProgram(ProjectFolder project, PrintStream out, PrintStream err) {
        this.project = project;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(new ReadModelProgram(ProjectFolder.find(), System.out, System.err).run(arguments));
    }

    int run(String... arguments) {
        return new CommandLine(this)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Case.class, Case::of)
                .setParameterExceptionHandler((e, rest) -> {
                    err.println("benchmarks: " + e.getMessage() + "; benchmarks/run --help lists the options");
                    return BAD_ARGUMENT;
                })
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof LocalStackException || e instanceof DatabaseException) {
                        err.println("benchmarks: " + e.getMessage());
                        return 1;
                    }
                    throw e;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        Set<Case> selected = cases.isEmpty() ? EnumSet.allOf(Case.class) : EnumSet.copyOf(cases);
        Path plugins = Files.createTempDirectory("changefeed-benchmark-plugins-");
        try {
            Plugins.gather(project.resolve(""), plugins);
            options.run(3, out, err, settings -> measure(settings, selected, plugins));
        } finally {
            delete(plugins);
        }
        return 0;
    }

    private List<Table> measure(Settings settings, Set<Case> selected, Path plugins) {
        MeasuredConnector sql = connector("sql.json");
        List<Table> tables = new ArrayList<>();
        try (SinkTestbed testbed = SinkTestbed.start(
                settings,
                plugins.toString(),
                sql.topic(),
                format,
                events.orElse(defaultEvents(selected)),
                Map.of("DATABASE_USER", DatabaseServer.USER, "DATABASE_PASSWORD", DatabaseServer.PASSWORD))) {
            if (!Stream.of(Case.values()).filter(selected::contains).allMatch(Case::isDynamoDb)) {
                tables.addAll(measureSql(selected, testbed, sql));
            }
            if (selected.stream().anyMatch(Case::isDynamoDb)) {
                tables.addAll(measureDynamoDb(selected, testbed));
            }
            tables.addAll(testbed.profiles());
        }
        return tables;
    }

    private static int defaultEvents(Set<Case> selected) {
        if (selected.stream().anyMatch(each -> each.storage.isPresent())) {
            return SQL_EVENTS;
        }
        return selected.stream().anyMatch(Case::isDynamoDb) ? DYNAMODB_EVENTS : LOOKUP_EVENTS;
    }

    private List<Table> measureSql(Set<Case> selected, SinkTestbed testbed, MeasuredConnector ours) {
        List<Table> tables = new ArrayList<>();
        try (DatabaseServer server = database.launch()) {
            SqlSpeed speed = new SqlSpeed(testbed, server, inFlight);
            selected.stream().flatMap(each -> each.storage.stream()).forEach(storage -> {
                // Debezium's sink writes rows of this kind only, without a guard.
                Optional<MeasuredConnector> debezium = Optional.of(connector("debezium.json"))
                        .filter(sink -> database == Database.POSTGRESQL && storage == RowStorage.OWNED_SOFT);
                latencies.forEach(latency -> tables.add(speed.measure(storage, latency, ours, debezium)));
            });
            if (selected.contains(Case.LOOKUP)) {
                tables.add(new ViewLookups(testbed, server, items).measure(ours));
            }
        }
        return tables;
    }

    private List<Table> measureDynamoDb(Set<Case> selected, SinkTestbed testbed) {
        MeasuredConnector ours = connector("dynamodb.json");
        DynamoDbSpeed speed = new DynamoDbSpeed(testbed, testbed.startDynamoDb());
        List<Table> tables = new ArrayList<>();
        if (selected.contains(Case.DYNAMODB_OWNED)) {
            tables.add(speed.measureOwned(ours));
        }
        if (selected.contains(Case.DYNAMODB_SHARED)) {
            tables.add(speed.measureShared(ours, RowStorage.sharedRows(ours)));
        }
        return tables;
    }

    private MeasuredConnector connector(String file) {
        return MeasuredConnector.ofSink(project.resolve("benchmarks/read-model").resolve(file));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
