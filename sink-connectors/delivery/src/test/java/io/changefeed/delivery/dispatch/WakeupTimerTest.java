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
    private final Semaphore runs = new Semaphore(0);
    private final WakeupTimer timer = new WakeupTimer(executor, runs::release);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    /** The executor truncates delays to milliseconds, so the timer can run a fraction of one early. */
    @Test
    void timerCanBeSetAgainAfterItHasRun() throws InterruptedException {
        timer.set(NOW.plusNanos(1_500_000), NOW);
        assertThat(runs.tryAcquire(10, TimeUnit.SECONDS)).isTrue();

        Instant ranAt = NOW.plusMillis(2);
        timer.set(ranAt.plusMillis(20), ranAt);

        assertThat(runs.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void timerRunsOnceAtTheEarliestTime() throws InterruptedException {
        timer.set(NOW.plus(Duration.ofHours(1)), NOW);
        timer.set(NOW.plusMillis(5), NOW);
        timer.set(NOW.plus(Duration.ofHours(2)), NOW);

        assertThat(runs.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        executor.shutdown();
        assertThat(runs.availablePermits()).isZero();
    }
}
