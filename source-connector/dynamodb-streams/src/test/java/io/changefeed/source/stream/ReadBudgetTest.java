/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.source.stream.ReadBudget.Reservation;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReadBudgetTest {
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

    private ReadBudget budget(int most) {
        return new ReadBudget(OptionalInt.of(most), time);
    }

    private ReadBudget unbounded() {
        return new ReadBudget(OptionalInt.empty(), time);
    }

    private void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    /** Reads pages one after the other, each at once when it may be, and tells how many units a second that were. */
    private double readFor(Duration duration, ReadBudget budget) {
        long start = nanos;
        double units = 0;
        while (nanos - start < duration.toNanos()) {
            units += readOne(budget);
        }
        return units * 1e9 / (nanos - start);
    }

    private int readOne(ReadBudget budget) {
        Reservation reservation = budget.reserve();
        pass(reservation.delay().plusMillis(50));
        budget.settle(reservation, UNITS_OF_A_PAGE);
        return UNITS_OF_A_PAGE;
    }

    @Test
    void withoutABoundNothingWaits() {
        assertThat(readFor(Duration.ofSeconds(10), unbounded())).isEqualTo(UNITS_OF_A_PAGE * 20);
    }

    @Test
    void notMoreIsReadThanIsConfigured() {
        assertThat(readFor(Duration.ofMinutes(5), budget(1_000))).isBetween(980.0, 1_020.0);
    }

    @Test
    void segmentsThatReadAtOnceReadOneAfterTheOther() {
        ReadBudget budget = budget(UNITS_OF_A_PAGE);
        readFor(Duration.ofSeconds(10), budget);
        pass(Duration.ofSeconds(10));

        assertThat(budget.reserve().delay()).isZero();
        assertThat(budget.reserve().delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(budget.reserve().delay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void beforeItIsKnownWhatAReadCostsSegmentsBeginASecondApart() {
        ReadBudget budget = budget(100);

        assertThat(budget.reserve().delay()).isZero();
        assertThat(budget.reserve().delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aReadThatFailedCostsNothing() {
        ReadBudget budget = budget(UNITS_OF_A_PAGE);
        readFor(Duration.ofSeconds(10), budget);
        pass(Duration.ofSeconds(10));

        budget.settle(budget.reserve(), 0);

        assertThat(budget.reserve().delay()).isZero();
    }

    @Test
    void afterThrottlingLessIsReadThanDynamoDbGaveThoughNothingIsConfigured() {
        ReadBudget budget = unbounded();
        double given = readFor(Duration.ofSeconds(20), budget);

        budget.throttled();

        assertThat(readFor(Duration.ofSeconds(2), budget)).isBetween(given * 0.6, given * 0.8);
    }

    @Test
    void whatWasCutComesBackAndNeverMoreThanIsConfigured() {
        ReadBudget budget = budget(1_000);
        readFor(Duration.ofSeconds(20), budget);
        budget.throttled();
        assertThat(readFor(Duration.ofSeconds(5), budget)).isLessThan(800);

        readFor(Duration.ofSeconds(30), budget);

        assertThat(readFor(Duration.ofMinutes(5), budget)).isBetween(980.0, 1_020.0);
    }

    @Test
    void segmentsThatAreThrottledTogetherAreThrottledOnce() {
        ReadBudget budget = budget(1_000);
        readFor(Duration.ofSeconds(20), budget);

        for (int segment = 0; segment < 8; segment++) {
            budget.throttled();
        }

        assertThat(readFor(Duration.ofSeconds(5), budget)).isGreaterThan(650);
    }

    @Test
    void howeverOftenItIsThrottledOnePageInFiveSecondsIsTried() {
        ReadBudget budget = unbounded();
        readFor(Duration.ofSeconds(20), budget);

        for (int time = 0; time < 100; time++) {
            budget.throttled();
            pass(Duration.ofSeconds(1));
        }

        assertThat(budget.reserve().delay()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whereTheFirstReadsAreThrottledTheirCostIsNotKnownYet() {
        ReadBudget budget = unbounded();
        budget.throttled();
        readOne(budget);

        assertThat(budget.reserve().delay()).isLessThanOrEqualTo(Duration.ofSeconds(11));
    }
}
