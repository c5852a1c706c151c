/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how fast a process writes to a target.
 *
 * @param writer the process that writes
 * @param broker the broker that it reads from or writes to
 * @param check throws an exception if the writer has failed
 * @param available the number of available events
 * @param maxWarmUp the maximum time until the measurement starts
 * @param length the duration of the measurement, which ends earlier when all events are written
 */
public record Measurement(
        Target target,
        ProcessUsage writer,
        Optional<ProcessUsage> broker,
        Runnable check,
        long available,
        Duration maxWarmUp,
        Duration length) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** For a measurement that ends when all events are written. */
    public static final Duration FOREVER = Duration.ofDays(1);

    /** Compilers that take little processor time for so long have compiled the code that runs. */
    private static final Duration WARM_INTERVAL = Duration.ofSeconds(5);

    /** The part of the available events that the warm-up can take. */
    private static final double WARM_UP_SHARE = 2.0 / 3;

    /**
     * Waits for the first event and until the compilers of the JVM take little time, and measures.
     *
     * @param onStart runs when the measurement starts
     * @throws LocalStackException if the writer fails, writes nothing for a minute, or runs out of events too early
     */
    public Result run(Runnable onStart) {
        pass(target, check, FOREVER, 1);
        warmUp();
        onStart.run();
        CpuTime writerBefore = writer.times();
        Duration brokerBefore = brokerCpu();
        Duration targetBefore = target.cpu();
        long bytesBefore = target.bytes();
        long before = target.written();
        long start = System.nanoTime();
        pass(target, check, length, available);
        long written = target.written();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Result result = new Result(
                new Throughput(written - before, target.bytes() - bytesBefore, time),
                writer.times().since(writerBefore),
                brokerCpu().minus(brokerBefore),
                target.cpu().minus(targetBefore),
                writer.peakBytes());
        check.run();
        if (written == before) {
            throw new LocalStackException("the writer was idle: " + before + " events were written before the"
                    + " measurement. If these are all, increase '--events'");
        }
        return result;
    }

    private Duration brokerCpu() {
        return broker.map(ProcessUsage::cpu).orElse(Duration.ZERO);
    }

    private void warmUp() {
        long start = System.nanoTime();
        long most = (long) (available * WARM_UP_SHARE);
        boolean isWarm = false;
        while (!isWarm && System.nanoTime() - start < maxWarmUp.toNanos() && target.written() < most) {
            CpuTime before = writer.times();
            pass(target, check, WARM_INTERVAL, most);
            isWarm = writer.times().since(before).isWarm();
        }
    }

    /**
     * Waits for some time, or until this number of events is written.
     *
     * @throws LocalStackException if the writer fails, or writes nothing for a minute
     */
    public static void pass(Target target, Runnable check, Duration time, long events) {
        long start = System.nanoTime();
        long lastProgress = start;
        long written = target.written();
        for (long now = start; now - start < time.toNanos() && written < events; now = System.nanoTime()) {
            LockSupport.parkNanos(Math.min(target.pollInterval().toNanos(), start + time.toNanos() - now));
            long before = written;
            written = target.written();
            if (written > before) {
                lastProgress = now;
            } else if (now - lastProgress > TIMEOUT.toNanos()) {
                check.run();
                throw new LocalStackException(
                        written + " events are written, and none in the last " + TIMEOUT.toSeconds() + " s");
            }
        }
    }
}
