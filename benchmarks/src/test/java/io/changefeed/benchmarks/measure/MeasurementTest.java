/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.localstack.LocalStackException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeasurementTest {
    /** Writes 100 events between two calls. */
    private static final class Steps implements Target {
        private final AtomicLong written = new AtomicLong();

        @Override
        public long written() {
            return written.addAndGet(100);
        }

        @Override
        public Duration cpu() {
            return Duration.ZERO;
        }

        @Override
        public Duration pollInterval() {
            return Duration.ofMillis(1);
        }
    }

    private static Measurement measurement(Target target, Runnable check, long available) {
        return new Measurement(
                target,
                ProcessUsage.here(),
                Optional.empty(),
                check,
                available,
                Duration.ofMinutes(1),
                Measurement.FOREVER);
    }

    @Test
    void warmUpLeavesAThirdOfTheEventsToMeasure() {
        Result result = measurement(new Steps(), () -> {}, 30_000).run(() -> {});

        assertThat(result.throughput().records()).isBetween(9_000L, 30_000L);
    }

    @Test
    void failureOfTheWriterEndsTheMeasurement() {
        Measurement failing = measurement(
                new Steps(),
                () -> {
                    throw new LocalStackException("the task has failed");
                },
                1_000);

        assertThatThrownBy(() -> failing.run(() -> {})).hasMessage("the task has failed");
    }
}
