/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.readmodel;

import io.changefeed.benchmarks.measure.MeasuredConnector;
import io.changefeed.benchmarks.measure.SinkTestbed;
import io.changefeed.databases.DatabaseException;
import io.changefeed.databases.DatabaseServer;
import io.changefeed.databases.PostgreSql;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.ProjectFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the SQL read-model sink and prints a table. */
@Command(name = "benchmarks/run read-model")
public final class ReadModelProgram implements Callable<Integer> {
    private static final int BAD_ARGUMENT = 2;

    private final Path project;
    private final PrintStream out;

    @Option(names = "--events", paramLabel = "N")
    private int events = 1_500_000;

    /** The default of the sink. */
    @Option(names = "--in-flight", paramLabel = "N")
    private int inFlight = 4;

    @Option(names = "--profile", paramLabel = "DIR")
    private Optional<Path> profile = Optional.empty();

    private ReadModelProgram(Path project, PrintStream out) {
        this.project = project;
        this.out = out;
    }

    public static void main(String[] arguments) {
        Path project = ProjectFolder.find().resolve("");
        System.exit(new CommandLine(new ReadModelProgram(project, System.out))
                .setParameterExceptionHandler((e, rest) -> {
                    System.err.println("benchmarks: " + e.getMessage() + "; benchmarks/run --help lists the options");
                    return BAD_ARGUMENT;
                })
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof LocalStackException || e instanceof DatabaseException) {
                        System.err.println("benchmarks: " + e.getMessage());
                        return 1;
                    }
                    throw e;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (profile.isPresent()) {
            Files.createDirectories(profile.get());
        }
        Path plugins = Files.createTempDirectory("changefeed-benchmark-plugins-");
        try {
            Plugins.gather(project, plugins);
            MeasuredConnector ours =
                    MeasuredConnector.ofSink(plugins, project.resolve("benchmarks/read-model/read-model.json"));
            MeasuredConnector debezium =
                    MeasuredConnector.ofSink(plugins, project.resolve("benchmarks/read-model/debezium.json"));
            try (PostgreSql server = PostgreSql.launch();
                    SinkTestbed testbed = SinkTestbed.start(
                            plugins,
                            ours.topic(),
                            events,
                            Map.of(
                                    "POSTGRESQL_URL",
                                    server.url(),
                                    "POSTGRESQL_USER",
                                    DatabaseServer.USER,
                                    "POSTGRESQL_PASSWORD",
                                    DatabaseServer.PASSWORD),
                            profile)) {
                out.println(new ReadModelSpeed(testbed, server, events, inFlight).measure(ours, debezium));
            }
        } finally {
            delete(plugins);
        }
        return 0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
