/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MonthlyCallsTest {
    private final MonthlyCalls calls = new MonthlyCalls();
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");

    private void callEvery(Duration interval, Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(interval)) {
            calls.called(now);
        }
    }

    @Test
    void oneCallASecondIsMoreThanTwoAndAHalfMillionAMonth() {
        callEvery(Duration.ofSeconds(1), Duration.ofMinutes(11));

        assertThat(calls.at(now)).isCloseTo(2_592_000, within(26_000.0));
    }

    @Test
    void oldCallsDoNotCount() {
        callEvery(Duration.ofMillis(200), Duration.ofMinutes(11));
        callEvery(Duration.ofMinutes(1), Duration.ofMinutes(15));

        assertThat(calls.at(now)).isCloseTo(43_200, within(5_000.0));
    }

    @Test
    void callsOfTheFirstMinuteAreNotExtrapolated() {
        callEvery(Duration.ofMillis(200), Duration.ofMinutes(1));

        assertThat(calls.at(now)).isLessThan(13_000_000 / 5.0);
    }

    @Test
    void noCallsAreNone() {
        assertThat(calls.at(now)).isZero();
    }
}
