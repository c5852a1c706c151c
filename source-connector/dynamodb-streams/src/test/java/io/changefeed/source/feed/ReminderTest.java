/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReminderTest {
    private final MovedClock clock = new MovedClock();
    private final Reminder reminder = new Reminder(Duration.ofMinutes(1), clock);

    @Test
    void itIsDueOnceWheneverTheIntervalHasPassed() {
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
