/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class BoundedCheckTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void resultOfTheCheckIsReturned() {
        assertThat(BoundedCheck.run(LONG, () -> "fine", timeout -> "timeout", "interrupt"))
                .isEqualTo("fine");
    }

    @Test
    void checkThatExceedsTheTimeoutIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);

        String result = BoundedCheck.run(
                Duration.ofSeconds(1),
                () -> {
                    try {
                        Thread.sleep(LONG.toMillis());
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return "fine";
                },
                timeout -> String.valueOf(timeout.getMessage()),
                "interrupt");

        assertThat(result).isEqualTo("no response within 1 s");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failureOfTheCheckIsReportedAsTheCause() {
        assertThatThrownBy(() -> BoundedCheck.run(
                        LONG,
                        () -> {
                            throw new IOException("broken");
                        },
                        timeout -> "timeout",
                        "interrupt"))
                .isInstanceOf(ConnectException.class)
                .hasRootCauseMessage("broken");
    }

    @Test
    void interruptStatusOfTheCallerIsPreserved() {
        Thread.currentThread().interrupt();

        assertThat(BoundedCheck.run(
                        LONG,
                        () -> {
                            Thread.sleep(LONG.toMillis());
                            return "fine";
                        },
                        timeout -> "timeout",
                        "interrupt"))
                .isEqualTo("interrupt");
        assertThat(Thread.interrupted()).isTrue();
    }
}
