/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {
    private final ManualClock clock = new ManualClock();
    private final RateLimitedLog log = new RateLimitedLog(Duration.ofMinutes(1), clock);

    @Test
    void isDueOncePerInterval() {
        clock.advance(Duration.ofSeconds(59));
        assertThat(log.isDue()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(log.isDue()).isTrue();
        assertThat(log.isDue()).isFalse();
        clock.advance(Duration.ofMinutes(3));
        assertThat(log.isDue()).isTrue();
        assertThat(log.isDue()).isFalse();
    }
}
