/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WakeupTimerTest {
    private static final Instant NOW = Instant.EPOCH;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final Semaphore rings = new Semaphore(0);
    private final WakeupTimer alarm = new WakeupTimer(executor, rings::release);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    /** Its timer counts whole milliseconds, and so rings a fraction of one before the time that was kept. */
    @Test
    void whenItHasRungItCanBeSetAgainAtOnce() throws InterruptedException {
        alarm.set(NOW.plusNanos(1_500_000), NOW);
        assertThat(rings.tryAcquire(10, TimeUnit.SECONDS)).isTrue();

        Instant rung = NOW.plusMillis(2);
        alarm.set(rung.plusMillis(20), rung);

        assertThat(rings.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itRingsOnceAtTheEarliestOfItsTimes() throws InterruptedException {
        alarm.set(NOW.plus(Duration.ofHours(1)), NOW);
        alarm.set(NOW.plusMillis(5), NOW);
        alarm.set(NOW.plus(Duration.ofHours(2)), NOW);

        assertThat(rings.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        executor.shutdown();
        assertThat(rings.availablePermits()).isZero();
    }
}
