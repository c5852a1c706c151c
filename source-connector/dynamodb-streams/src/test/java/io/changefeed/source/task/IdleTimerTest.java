/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class IdleTimerTest {
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private final IdleTimer idleTimer = new IdleTimer(Duration.ofMinutes(30), START);

    @Test
    void expiresAfterTheInterval() {
        assertThat(idleTimer.hasExpired(START.plus(Duration.ofMinutes(30)).minusMillis(1)))
                .isFalse();
        assertThat(idleTimer.hasExpired(START.plus(Duration.ofMinutes(30)))).isTrue();
    }

    @Test
    void resetRestartsTheInterval() {
        idleTimer.reset(START.plus(Duration.ofMinutes(20)));

        assertThat(idleTimer.hasExpired(START.plus(Duration.ofMinutes(49)))).isFalse();
        assertThat(idleTimer.hasExpired(START.plus(Duration.ofMinutes(50)))).isTrue();
    }
}
