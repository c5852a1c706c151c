/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.testing.ManualClock;
import io.changefeed.testing.RunningThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatusLogTest {
    private static final TaskId TASK = new TaskId("orders", 3);

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private StatusLog statusLog() {
        return statusLog(line -> line.addRate("event-rate", events.get()).add("lag-ms", 5));
    }

    private StatusLog statusLog(StatusLog.Status status) {
        return new StatusLog(TASK, clock, nanos::get, status, lines::add);
    }

    private void advance(Duration time) {
        clock.advance(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void lineStartsWithTheTaskAndItsState() {
        try (StatusLog log = statusLog()) {
            log.log("running");
        }

        assertThat(lines)
                .containsExactly(
                        "Status: connector=orders task=3 state=running event-rate=0 lag-ms=5",
                        "Status: connector=orders task=3 state=stopped event-rate=0 lag-ms=5");
    }

    @Test
    void ratesAreThoseSinceThePreviousLine() {
        try (StatusLog log = statusLog()) {
            events.set(120);
            advance(Duration.ofMinutes(1));
            log.log("running");
            events.set(150);
            advance(Duration.ofMinutes(1));
            log.log("running");
            advance(Duration.ofSeconds(10));
        }

        assertThat(lines)
                .extracting(line -> line.substring(line.indexOf("event-rate")))
                .containsExactly("event-rate=2 lag-ms=5", "event-rate=0.50 lag-ms=5", "event-rate=0 lag-ms=5");
    }

    @Test
    void ratesAreCorrectWhenTheClockIsSetBack() {
        try (StatusLog log = statusLog()) {
            events.set(120);
            advance(Duration.ofMinutes(1));
            clock.advance(Duration.ofHours(-1));
            log.log("running");
        }

        assertThat(lines).first().asString().contains(" event-rate=2 ");
    }

    @Test
    void linesThatWereMissedAreNotLoggedAtOnce() {
        Duration interval = Duration.ofMillis(20);
        List<Long> times = new CopyOnWriteArrayList<>();
        StatusLog log = statusLog(line -> {
            if (times.isEmpty()) {
                // The process is suspended.
                new CompletableFuture<Boolean>()
                        .completeOnTimeout(true, 10 * interval.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
            }
            times.add(System.nanoTime());
        });

        log.schedule(interval);
        await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> times.size() >= 4);
        log.close();

        for (int i = 1; i < 4; i++) {
            assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1))).isGreaterThanOrEqualTo(interval);
        }
    }

    @Test
    void statusThatCannotBeReadOnceIsLoggedAgain() {
        AtomicBoolean hasFailed = new AtomicBoolean();
        StatusLog log = statusLog(line -> {
            if (!hasFailed.getAndSet(true)) {
                throw new IllegalStateException("broken");
            }
        });
        log.schedule(Duration.ofMillis(5));

        await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> lines.size() >= 2);
        log.close();

        assertThat(hasFailed).isTrue();
    }

    @Test
    void statusThatCannotBeReadDoesNotPreventTheTaskFromStopping() {
        StatusLog log = statusLog(line -> {
            throw new IllegalStateException("broken");
        });

        log.close();

        assertThat(lines).isEmpty();
    }

    @Test
    void closedLogIsSilent() {
        StatusLog log = statusLog();
        log.close();
        log.log("running");
        log.close();

        assertThat(lines).hasSize(1);
    }

    /** The thread of the task is blocked in this test. */
    @Test
    void taskThatHangsIsLoggedUntilItIsStopped() {
        RunningThreads before = RunningThreads.now(thread -> false);
        StatusLog log = statusLog();
        log.schedule(Duration.ofMillis(5));

        await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> lines.size() >= 3);
        log.close();

        assertThat(lines).last().asString().contains("state=stopped");
        before.requireNoMore();
    }
}
