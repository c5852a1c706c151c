/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private final Backoff backoff = Backoff.exponentialWithJitter(Duration.ofMillis(200), Duration.ofSeconds(60));

    @ParameterizedTest
    @CsvSource({"1, 200", "2, 400", "5, 3200", "9, 51200", "10, 60000", "1000, 60000", "2147483647, 60000"})
    void delayIsRandomBetweenHalfOfALimitThatDoublesAndTheLimit(int failures, long limit) {
        long[] delays = LongStream.range(0, 2000)
                .map(each -> backoff.delay(failures).toMillis())
                .toArray();

        assertThat(LongStream.of(delays)).allMatch(delay -> delay >= limit / 2 && delay <= limit);
        assertThat(LongStream.of(delays).min().orElseThrow()).isLessThan(limit * 6 / 10);
        assertThat(LongStream.of(delays).max().orElseThrow()).isGreaterThan(limit * 9 / 10);
    }

    @Test
    void delayIsBoundedWhenTheInitialDelayIsTheMaximum() {
        Backoff constant = Backoff.exponentialWithJitter(Duration.ofMillis(1), Duration.ofMillis(1));

        assertThat(LongStream.range(1, 100)
                        .map(each -> constant.delay((int) each).toMillis()))
                .allMatch(delay -> delay <= 1);
    }
}
