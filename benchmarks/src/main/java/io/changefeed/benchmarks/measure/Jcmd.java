/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs {@code jcmd} of the JDK for one JVM. */
public record Jcmd(long pid) {
    /** Runs a command and returns its output. */
    public String run(String... command) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(pid));
        line.addAll(Arrays.asList(command));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new LocalStackException("jcmd " + String.join(" ", command) + " failed: " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new LocalStackException("cannot run jcmd, which is part of a JDK: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while waiting for jcmd", e);
        }
    }

    /** Returns the size of all live objects after a full garbage collection, in bytes. */
    public long liveBytes() {
        String[] total = run("GC.class_histogram")
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new LocalStackException("jcmd GC.class_histogram has no total"))
                .split(" +", -1);
        return Long.parseLong(total[2]);
    }
}
