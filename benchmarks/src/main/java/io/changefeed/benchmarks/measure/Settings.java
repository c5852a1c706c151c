/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.localstack.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a benchmark is run once.
 *
 * @param heapMegabytes the heap of the measured process
 * @param maxWarmUp after this time a JVM is measured even if it still compiles
 * @param length the duration of a measurement that is not limited by a number of records
 * @param recordings the folder for flight recordings of the worker; empty for no profile
 * @param properties additional properties of the connector
 */
public record Settings(
        int heapMegabytes,
        Duration maxWarmUp,
        Duration length,
        Optional<Path> recordings,
        Map<String, String> properties) {

    /** The JVM of the measured worker. Its threads do not end, so their processor times are complete. */
    public Jvm workerJvm(Map<String, String> environment) {
        return Jvm.withHeap(heapMegabytes)
                .withOption("-XX:-UseDynamicNumberOfCompilerThreads")
                .withOption("-XX:-UseDynamicNumberOfGCThreads")
                .withEnvironment(environment);
    }

    /**
     * Repeats some work until the JVM of a process has compiled the code, at most for the maximum time.
     *
     * @param work takes some seconds
     */
    public void warmUp(ProcessUsage process, Runnable work) {
        long start = System.nanoTime();
        boolean isWarm = false;
        while (!isWarm && System.nanoTime() - start < maxWarmUp.toNanos()) {
            CpuTime before = process.times();
            work.run();
            isWarm = process.times().since(before).isWarm();
        }
    }
}
