/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RampUpLimiterTest {
    private final ManualTime time = new ManualTime();
    private final RampUpLimiter ramp = new RampUpLimiter(1, time);

    @Test
    void startsWithFiveHundredWritesPerSecond() {
        assertThat(ramp.reserve(500)).isZero();
        assertThat(ramp.reserve(500)).isEqualTo(Duration.ofSeconds(1));
        assertThat(ramp.reserve(250)).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void rateGrowsByHalfEveryFiveMinutes() {
        ramp.reserve(500);

        time.advance(Duration.ofMinutes(5));
        ramp.reserve(500);
        time.advance(Duration.ofSeconds(1));

        assertThat(ramp.reserve(750)).isZero();
        assertThat(ramp.reserve(750)).isEqualTo(Duration.ofSeconds(1));
    }

    /** Google's limit applies to a collection, regardless of the number of writers. */
    @Test
    void tasksShareTheRate() {
        RampUpLimiter share = new RampUpLimiter(4, time);

        assertThat(share.reserve(125)).isZero();
        assertThat(share.reserve(125)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void everyTaskCanWrite() {
        RampUpLimiter share = new RampUpLimiter(10_000, time);

        assertThat(share.reserve(1)).isZero();
        assertThat(share.reserve(1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void limitEndsAfterAHundredMinutes() {
        time.advance(Duration.ofMinutes(100));

        assertThat(ramp.reserve(100_000_000)).isZero();
        assertThat(ramp.reserve(100_000_000)).isZero();
    }

    private static final class ManualTime implements TimeMeter {
        private long nanos = 1;

        void advance(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
