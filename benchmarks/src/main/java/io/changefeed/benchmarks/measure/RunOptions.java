/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that all benchmarks have, and the runs that they ask for. */
public final class RunOptions {
    private static final int DEFAULT_HEAP = 1_024;

    @Option(names = "--runs", paramLabel = "N")
    private Optional<Integer> runs = Optional.empty();

    @Option(names = "--heap", paramLabel = "SIZE", converter = Megabytes.class)
    private Optional<Integer> heap = Optional.empty();

    @Option(names = "--warm-up", paramLabel = "SECONDS")
    private int maxWarmUpSeconds = 120;

    @Option(names = "--seconds", paramLabel = "SECONDS")
    private int seconds = 15;

    @Option(names = "--profile", paramLabel = "DIR")
    private Optional<Path> profile = Optional.empty();

    @Option(names = "--set", paramLabel = "PROPERTY=VALUE")
    private Map<String, String> properties = new LinkedHashMap<>();

    static final class Megabytes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("[1-9][0-9]{0,4}m")) {
                throw new TypeConversionException("'" + text + "' is not a size such as 512m");
            }
            return Integer.valueOf(text.substring(0, text.length() - 1));
        }
    }

    /**
     * Runs a benchmark several times, with the default heap and with {@code --heap} in turn, and prints the medians.
     *
     * @param usualRuns the number of runs without {@code --runs}
     * @param out for the result
     * @param err for the figures of each run
     * @param benchmark returns the same tables in each run
     */
    public void run(int usualRuns, PrintStream out, PrintStream err, Function<Settings, List<Table>> benchmark) {
        int count = runs.orElse(usualRuns);
        if (count < 1 || maxWarmUpSeconds < 0 || seconds < 1) {
            throw new LocalStackException("--runs and --seconds must be at least 1, and --warm-up at least 0");
        }
        MachineLoad load = MachineLoad.start();
        List<List<Table>> results = new ArrayList<>();
        for (int run = 1; run <= count; run++) {
            List<Table> tables = once(run, DEFAULT_HEAP, benchmark);
            if (heap.isPresent()) {
                String circumstances = ", heap of " + heap.get() + " MiB";
                List<Table> others = once(run, heap.get(), benchmark);
                List<Table> defaults = tables;
                tables = IntStream.range(0, tables.size())
                        .mapToObj(i ->
                                defaults.get(i).compared(others.get(i), circumstances, "of " + DEFAULT_HEAP + " MiB"))
                        .toList();
            }
            results.add(tables);
            err.println("run " + run + " of " + count + ":");
            tables.forEach(table -> err.println(table + "\n"));
        }
        for (int i = 0; i < results.get(0).size(); i++) {
            int number = i;
            out.println(Table.medians(
                            results.stream().map(tables -> tables.get(number)).toList()) + "\n");
        }
        out.println((count == 1 ? "One run. " : "Medians of " + count + " runs. ") + load.report() + "\n");
    }

    private List<Table> once(int run, int heapMegabytes, Function<Settings, List<Table>> benchmark) {
        return benchmark.apply(new Settings(
                heapMegabytes,
                Duration.ofSeconds(maxWarmUpSeconds),
                Duration.ofSeconds(seconds),
                profile.map(folder -> created(folder.resolve("run-" + run + "-" + heapMegabytes + "m"))),
                properties));
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LocalStackException("cannot create the folder for recordings: " + e, e);
        }
    }
}
