/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.changefeed.testing.ManualClock;
import io.changefeed.testing.RunningThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatusLogTest {
    private static final TaskId TASK = new TaskId("orders", 3);

    private final ManualClock clock = new ManualClock();
    private final AtomicLong events = new AtomicLong();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private StatusLog statusLog() {
        return new StatusLog(
                TASK, clock, line -> line.addRate("event-rate", events.get()).add("lag-ms", 5), lines::add);
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
            clock.advance(Duration.ofMinutes(1));
            log.log("running");
            events.set(150);
            clock.advance(Duration.ofMinutes(1));
            log.log("running");
            clock.advance(Duration.ofSeconds(10));
        }

        assertThat(lines)
                .extracting(line -> line.substring(line.indexOf("event-rate")))
                .containsExactly("event-rate=2 lag-ms=5", "event-rate=0.50 lag-ms=5", "event-rate=0 lag-ms=5");
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
