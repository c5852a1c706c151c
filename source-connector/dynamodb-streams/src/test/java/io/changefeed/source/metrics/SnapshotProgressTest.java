/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SnapshotProgressTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @Test
    void itIsToldOnceAMinuteHowFarTheSnapshotIsAndHowLongItWillTake() {
        SnapshotProgress progress = new SnapshotProgress(100_000, 4_000, clock);

        pass(Duration.ofSeconds(59));
        assertThat(progress.after(9_000)).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(progress.after(10_000)).contains("10000 rows, 100 a second, about 10 %, about PT15M left");
        assertThat(progress.after(10_001)).isEmpty();
    }

    @Test
    void whereDynamoDbDoesNotTellTheNumberOfItemsNoShareIsTold() {
        SnapshotProgress progress = new SnapshotProgress(0, 0, clock);

        pass(Duration.ofMinutes(2));

        assertThat(progress.after(240)).contains("240 rows, 2 a second");
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
