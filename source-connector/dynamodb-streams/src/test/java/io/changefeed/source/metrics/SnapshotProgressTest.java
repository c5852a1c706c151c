/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotProgressTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void reportsProgressRateAndRemainingTime() {
        SnapshotProgress progress = new SnapshotProgress(100_000, 4, 4_000, 0, clock);

        clock.advance(Duration.ofMinutes(1));
        progress.update(10_000, 1);

        assertThat(progress)
                .hasToString("10000 rows, 100 rows/s, 1 of 4 segments completed, about 10 %, about 15 min remaining");
        assertThat(progress.segmentsCompleted()).isEqualTo(1);
        assertThat(progress.segmentsRemaining()).isEqualTo(3);
        assertThat(progress.ratio()).isEqualTo(0.1);
        assertThat(progress.rowsPerSecond()).isEqualTo(100);
        assertThat(progress.remainingTime()).contains(Duration.ofMinutes(15));
    }

    @Test
    void ratioIsEstimatedFromSegmentsIfTheItemCountIsUnknown() {
        SnapshotProgress progress = new SnapshotProgress(0, 4, 0, 0, clock);

        clock.advance(Duration.ofMinutes(2));
        progress.update(240, 1);

        assertThat(progress).hasToString("240 rows, 2 rows/s, 1 of 4 segments completed, about 25 %");
    }

    @Test
    void ratioIsCappedAtOne() {
        SnapshotProgress progress = new SnapshotProgress(100, 2, 0, 0, clock);
        clock.advance(Duration.ofSeconds(1));

        progress.update(150, 1);
        assertThat(progress.ratio()).isEqualTo(1);
        assertThat(progress.remainingTime()).contains(Duration.ZERO);
        progress.update(50, 2);
        assertThat(progress.ratio()).isEqualTo(1);
    }

    @Test
    void rateIsZeroAtTheStart() {
        SnapshotProgress progress = new SnapshotProgress(100, 2, 0, 0, clock);

        assertThat(progress).hasToString("0 rows, 0 rows/s, 0 of 2 segments completed, about 0 %");
    }
}
