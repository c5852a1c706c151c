/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {
    private final MovedClock clock = new MovedClock();
    private final RateLimitedLog reminder = new RateLimitedLog(Duration.ofMinutes(1), clock);

    @Test
    void isDueOncePerInterval() {
        clock.pass(Duration.ofSeconds(59));
        assertThat(reminder.isDue()).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(reminder.isDue()).isTrue();
        assertThat(reminder.isDue()).isFalse();
        clock.pass(Duration.ofMinutes(3));
        assertThat(reminder.isDue()).isTrue();
        assertThat(reminder.isDue()).isFalse();
    }
}
