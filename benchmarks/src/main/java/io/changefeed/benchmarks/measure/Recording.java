/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A flight recording of a JVM, and the processor time of its threads. */
public final class Recording {
    private final ProcessUsage process;
    private final Jcmd jcmd;
    private final Map<String, Duration> cpuBefore;

    private Recording(ProcessUsage process) {
        this.process = process;
        this.jcmd = new Jcmd(process.pid());
        jcmd.run("JFR.start", "name=benchmark", "settings=profile");
        this.cpuBefore = process.cpuByThread();
    }

    public static Recording start(ProcessUsage process) {
        return new Recording(process);
    }

    /**
     * Ends the recording.
     *
     * @param file the file for the recording
     * @param records the number of records that were read during the recording
     */
    public Profile end(Path file, long records) {
        Map<String, Duration> cpu = process.cpuByThread();
        cpuBefore.forEach((thread, before) -> cpu.computeIfPresent(thread, (name, after) -> after.minus(before)));
        jcmd.run("JFR.stop", "name=benchmark", "filename=" + file.toAbsolutePath());
        return Profile.of(file, cpu, records);
    }
}
