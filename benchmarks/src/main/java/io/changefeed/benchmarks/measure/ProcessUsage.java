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

/** What a process has taken of the machine so far, as Linux says in {@code /proc}. */
public record ProcessUsage(long pid) {
    /** Linux counts processor time in these, on every machine of today. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** This process. */
    public static ProcessUsage here() {
        return new ProcessUsage(ProcessHandle.current().pid());
    }

    /** After the name of the thread: the state, ten numbers, then user and system time. */
    private static final int USER_TIME = 11;

    public Duration cpu() {
        return ticks(read(path("stat")));
    }

    /** The most memory that was ever resident. */
    public long peakBytes() {
        return status("VmHWM:");
    }

    public long residentBytes() {
        return status("VmRSS:");
    }

    /** The processor time of the threads that still run, by their names, cut to 15 characters and without numbers. */
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

    /** The name that a thread shares with others of its kind: what Linux keeps of it, without numbers. */
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
                .orElseThrow(() -> new LocalStackException("/proc does not say " + name + " of process " + pid));
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

    /** Empty when the thread has ended in between. */
    private static String readIfThere(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // What a read of an ended thread's file says once it was opened.
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return "";
            }
            throw new LocalStackException("cannot read " + file + ": " + e, e);
        }
    }
}
