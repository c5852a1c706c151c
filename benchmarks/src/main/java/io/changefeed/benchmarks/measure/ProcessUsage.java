/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The processor time and memory of a process, read from {@code /proc}. */
public record ProcessUsage(long pid) {
    /** The unit of processor times in /proc; USER_HZ is 100 on all common architectures. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Returns the usage of this process. */
    public static ProcessUsage here() {
        return new ProcessUsage(ProcessHandle.current().pid());
    }

    /** The index of the user time after the thread name; the system time follows it. */
    private static final int USER_TIME = 11;

    public Duration cpu() {
        return ticks(read(path("stat")));
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
                    times.merge(threadGroup(name), ticks(stat), Duration::plus);
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

    private static Duration ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return TICK.multipliedBy(Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]));
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
