/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A flight recording of a JVM, and the processor time of its threads. It starts before the warm-up, because a recording
 * that starts later makes the JVM compile its code again.
 */
final class Recording {
    private final ProcessUsage process;
    private final Jcmd jcmd;
    private Map<String, Duration> cpuBefore = Map.of();
    private Instant start = Instant.MIN;

    private Recording(ProcessUsage process) {
        this.process = process;
        this.jcmd = new Jcmd(process.pid());
        jcmd.run("JFR.start", "name=benchmark", "settings=profile");
    }

    static Recording start(ProcessUsage process) {
        return new Recording(process);
    }

    /** Starts the part that the profile contains. */
    void startMeasurement() {
        cpuBefore = process.cpuByThread();
        start = Instant.now();
    }

    /**
     * Ends the recording.
     *
     * @param file the file for the recording
     * @param records the number of records that were measured
     */
    Profile end(Path file, long records) {
        Map<String, Duration> cpu = process.cpuByThread();
        Instant end = Instant.now();
        cpuBefore.forEach((thread, before) -> cpu.computeIfPresent(thread, (name, after) -> after.minus(before)));
        jcmd.run("JFR.stop", "name=benchmark", "filename=" + file.toAbsolutePath());
        return Profile.of(file, start, end, cpu, records);
    }
}
