/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The processor time and memory of a process, read from {@code /proc}. */
public record ProcessUsage(long pid) {
    /** The unit of processor times in /proc; USER_HZ is 100 on all common architectures. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Returns the usage of this process. */
    public static ProcessUsage here() {
        return new ProcessUsage(ProcessHandle.current().pid());
    }

    /**
     * The index of the user time after the thread name. The system time follows it, and then both times of the children
     * that have ended.
     */
    private static final int USER_TIME = 11;

    public Duration cpu() {
        return ticks(read(path("stat")), USER_TIME, USER_TIME + 1);
    }

    /** Returns the processor time, with the parts of the collector and the compilers. */
    public CpuTime times() {
        Map<String, Duration> threads = cpuByThread();
        return new CpuTime(
                cpu(),
                sum(threads, name -> name.startsWith("G1 ") || name.startsWith("GC ")),
                sum(threads, name -> name.contains("Compiler")));
    }

    private static Duration sum(Map<String, Duration> threads, Predicate<String> names) {
        return threads.entrySet().stream()
                .filter(thread -> names.test(thread.getKey()))
                .map(Map.Entry::getValue)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns the processor time of the process and its descendants, including those that have ended. */
    public Duration treeCpu() {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(process -> readIfThere(new ProcessUsage(process.pid()).path("stat")))
                .filter(stat -> !stat.isEmpty())
                .map(stat -> ticks(stat, USER_TIME, USER_TIME + 1, USER_TIME + 2, USER_TIME + 3))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns the peak resident memory. */
    public long peakBytes() {
        return status("VmHWM:");
    }

    public long residentBytes() {
        return status("VmRSS:");
    }

    /** Returns the processor time of all running threads by {@link #threadGroup}. */
    public Map<String, Duration> cpuByThread() {
        Map<String, Duration> times = new HashMap<>();
        try (Stream<Path> threads = Files.list(path("task"))) {
            threads.forEach(thread -> {
                String stat = readIfThere(thread.resolve("stat"));
                if (!stat.isEmpty()) {
                    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                    times.merge(threadGroup(name), ticks(stat, USER_TIME, USER_TIME + 1), Duration::plus);
                }
            });
        } catch (IOException e) {
            throw new LocalStackException("cannot read the threads of process " + pid + ": " + e, e);
        }
        return times;
    }

    /**
     * Returns the name that a thread shares with similar ones: its first 15 characters, as Linux stores them, without
     * the number.
     */
    public static String threadGroup(String name) {
        return name.substring(0, Math.min(15, name.length())).replaceAll("[-#0-9 ]+$", "");
    }

    private static Duration ticks(String stat, int... indexes) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return TICK.multipliedBy(
                Arrays.stream(indexes).mapToLong(i -> Long.parseLong(fields[i])).sum());
    }

    private long status(String name) {
        List<String> lines = read(path("status")).lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
                .findFirst()
                .orElseThrow(() -> new LocalStackException("/proc has no " + name + " for process " + pid));
    }

    private Path path(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LocalStackException("cannot read " + file + " (the benchmarks need Linux): " + e, e);
        }
    }

    /** Returns an empty text if the thread has ended. */
    private static String readIfThere(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // The error of a read if the thread ends after the file was opened.
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return "";
            }
            throw new LocalStackException("cannot read " + file + ": " + e, e);
        }
    }
}
