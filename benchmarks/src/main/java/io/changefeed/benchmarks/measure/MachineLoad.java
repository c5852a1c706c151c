/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static io.changefeed.benchmarks.measure.Numbers.tenths;

import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The load of the machine by processes that do not belong to the benchmark. */
public final class MachineLoad {
    /** The part of all cores that other processes may take. */
    private static final double QUIET = 0.05;

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    /** The columns of {@code /proc/stat} for user, nice, system and stolen time. */
    private static final int[] BUSY = {1, 2, 3, 8};

    private final String loadAverage = loadAverage();
    private final double busy = busySeconds();
    private final double own = ownSeconds();
    private final long start = System.nanoTime();

    private MachineLoad() {}

    public static MachineLoad start() {
        return new MachineLoad();
    }

    /** Returns a line about the load since the start, and a warning if the machine was not quiet. */
    public String report() {
        double cores = (System.nanoTime() - start) / 1e9 * CORES;
        double others = Math.max(0, busySeconds() - busy - (ownSeconds() - own)) / cores;
        String line = "Load average " + loadAverage + " at the start and " + loadAverage()
                + " at the end; other processes took " + tenths(100 * others) + " % of " + CORES + " cores.";
        return others < QUIET ? line : line + "\nWARNING: the machine was not quiet. Do not publish these figures.";
    }

    private static String loadAverage() {
        return read("loadavg").split(" ", 2)[0];
    }

    private static double busySeconds() {
        String[] columns = read("stat").lines().findFirst().orElse("").split(" +", -1);
        return Arrays.stream(BUSY).mapToLong(i -> Long.parseLong(columns[i])).sum() / 1e2;
    }

    private static double ownSeconds() {
        return ProcessUsage.here().treeCpu().toNanos() / 1e9;
    }

    private static String read(String name) {
        try {
            return Files.readString(Path.of("/proc", name));
        } catch (IOException e) {
            throw new LocalStackException("cannot read /proc/" + name + " (the benchmarks need Linux): " + e, e);
        }
    }
}
