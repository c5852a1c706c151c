/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.source.stream.ReadRateLimiter.Reservation;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReadRateLimiterTest {
    private static final int UNITS_OF_A_PAGE = 256;

    private long nanos;

    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    private ReadRateLimiter rateLimiter(int maxUnits) {
        return new ReadRateLimiter(OptionalInt.of(maxUnits), time);
    }

    private ReadRateLimiter withoutLimit() {
        return new ReadRateLimiter(OptionalInt.empty(), time);
    }

    private void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    /** Reads pages one after the other, without further delay, and returns the consumed units per second. */
    private double readFor(Duration duration, ReadRateLimiter rateLimiter) {
        long start = nanos;
        double units = 0;
        while (nanos - start < duration.toNanos()) {
            units += readOne(rateLimiter);
        }
        return units * 1e9 / (nanos - start);
    }

    private int readOne(ReadRateLimiter rateLimiter) {
        Reservation reservation = rateLimiter.reserve();
        pass(reservation.delay().plusMillis(50));
        rateLimiter.release(reservation, UNITS_OF_A_PAGE);
        return UNITS_OF_A_PAGE;
    }

    @Test
    void readsAreNotDelayedWithoutALimit() {
        assertThat(readFor(Duration.ofSeconds(10), withoutLimit())).isEqualTo(UNITS_OF_A_PAGE * 20);
    }

    @Test
    void rateDoesNotExceedTheLimit() {
        assertThat(readFor(Duration.ofMinutes(5), rateLimiter(1_000))).isBetween(980.0, 1_020.0);
    }

    @Test
    void concurrentSegmentsReadOneAfterTheOther() {
        ReadRateLimiter rateLimiter = rateLimiter(UNITS_OF_A_PAGE);
        readFor(Duration.ofSeconds(10), rateLimiter);
        pass(Duration.ofSeconds(10));

        assertThat(rateLimiter.reserve().delay()).isZero();
        assertThat(rateLimiter.reserve().delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(rateLimiter.reserve().delay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void firstReadsAreOneSecondApart() {
        ReadRateLimiter rateLimiter = rateLimiter(100);

        assertThat(rateLimiter.reserve().delay()).isZero();
        assertThat(rateLimiter.reserve().delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void failedReadConsumesNoUnits() {
        ReadRateLimiter rateLimiter = rateLimiter(UNITS_OF_A_PAGE);
        readFor(Duration.ofSeconds(10), rateLimiter);
        pass(Duration.ofSeconds(10));

        rateLimiter.release(rateLimiter.reserve(), 0);

        assertThat(rateLimiter.reserve().delay()).isZero();
    }

    @Test
    void throttlingReducesTheRateWithoutALimit() {
        ReadRateLimiter rateLimiter = withoutLimit();
        double before = readFor(Duration.ofSeconds(20), rateLimiter);

        rateLimiter.throttled();

        assertThat(readFor(Duration.ofSeconds(2), rateLimiter)).isBetween(before * 0.6, before * 0.8);
    }

    @Test
    void rateRecoversUpToTheLimit() {
        ReadRateLimiter rateLimiter = rateLimiter(1_000);
        readFor(Duration.ofSeconds(20), rateLimiter);
        rateLimiter.throttled();
        assertThat(readFor(Duration.ofSeconds(5), rateLimiter)).isLessThan(800);

        readFor(Duration.ofSeconds(30), rateLimiter);

        assertThat(readFor(Duration.ofMinutes(5), rateLimiter)).isBetween(980.0, 1_020.0);
    }

    @Test
    void simultaneousThrottlingCountsOnce() {
        ReadRateLimiter rateLimiter = rateLimiter(1_000);
        readFor(Duration.ofSeconds(20), rateLimiter);

        for (int segment = 0; segment < 8; segment++) {
            rateLimiter.throttled();
        }

        assertThat(readFor(Duration.ofSeconds(5), rateLimiter)).isGreaterThan(650);
    }

    @Test
    void throttledReadIsRetriedAtLeastEveryFiveSeconds() {
        ReadRateLimiter rateLimiter = withoutLimit();
        readFor(Duration.ofSeconds(20), rateLimiter);

        for (int time = 0; time < 100; time++) {
            rateLimiter.throttled();
            pass(Duration.ofSeconds(1));
        }

        assertThat(rateLimiter.reserve().delay()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void throttledFirstReadHasAnUnknownCost() {
        ReadRateLimiter rateLimiter = withoutLimit();
        rateLimiter.throttled();
        readOne(rateLimiter);

        assertThat(rateLimiter.reserve().delay()).isLessThanOrEqualTo(Duration.ofSeconds(11));
    }
}
