/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static org.awaitility.Awaitility.await;

import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Measures how fast a process writes to a target.
 *
 * @param writer the process that writes
 * @param check throws an exception if the writer has failed
 * @param warmUp the time after the first event that is not measured
 * @param length the duration of the measurement
 */
public record Measurement(Target target, ProcessUsage writer, Runnable check, Duration warmUp, Duration length) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration FIRST_POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /**
     * The result of a measurement.
     *
     * @param writerCpu the processor time of the writer during the measurement
     * @param targetCpu the processor time of the target during the measurement
     */
    public record Result(Throughput throughput, Duration writerCpu, Duration targetCpu) {
        public double writerSecondsPerMillion() {
            return throughput.secondsPerMillion(writerCpu);
        }

        public double targetSecondsPerMillion() {
            return throughput.secondsPerMillion(targetCpu);
        }
    }

    /**
     * Waits for the first event, warms up, and measures.
     *
     * @param available the number of available events; a writer that has written all of them was idle at the end
     * @throws LocalStackException if the writer fails, writes nothing for a minute, or runs out of events
     */
    public Result run(long available) {
        awaitFirst();
        pass(warmUp);
        long before = target.written();
        Duration writerBefore = writer.cpu();
        Supplier<Duration> targetCpu = target.startCpuMeter();
        long start = System.nanoTime();
        pass(length);
        long written = target.written();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Duration writerCpu = writer.cpu().minus(writerBefore);
        Duration targetCpuTime = targetCpu.get();
        check.run();
        if (written == before || written >= available) {
            throw new LocalStackException("the writer was idle: " + before + " events were written before the"
                    + " measurement, and " + written + " at its end. If these are all, increase '--events'");
        }
        return new Result(new Throughput(written - before, 0, time), writerCpu, targetCpuTime);
    }

    private void awaitFirst() {
        try {
            await().atMost(TIMEOUT).pollInterval(FIRST_POLL_INTERVAL).until(() -> target.written() > 0);
        } catch (ConditionTimeoutException e) {
            check.run();
            throw new LocalStackException("nothing was written within " + TIMEOUT.toSeconds() + " s", e);
        }
    }

    private void pass(Duration time) {
        long start = System.nanoTime();
        await().timeout(time.plus(TIMEOUT))
                .pollDelay(POLL_INTERVAL)
                .pollInterval(POLL_INTERVAL)
                .until(() -> System.nanoTime() - start >= time.toNanos() || target.isComplete());
    }
}
