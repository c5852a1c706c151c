/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.source.task.MovedClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotProgressTest {
    private final MovedClock clock = new MovedClock();

    @Test
    void itTellsHowFarTheSnapshotIsHowFastItIsAndHowLongItWillTake() {
        SnapshotProgress progress = new SnapshotProgress(100_000, 4, 4_000, 0, clock);

        clock.pass(Duration.ofMinutes(1));
        progress.moveTo(10_000, 1);

        assertThat(progress)
                .hasToString("10000 rows, 100 a second, 1 of 4 segments done, about 10 %, about PT15M left");
        assertThat(progress.segmentsDone()).isEqualTo(1);
        assertThat(progress.segmentsLeft()).isEqualTo(3);
        assertThat(progress.share()).isEqualTo(0.1);
        assertThat(progress.rowsPerSecond()).isEqualTo(100);
        assertThat(progress.timeLeft()).contains(Duration.ofMinutes(15));
    }

    @Test
    void whereDynamoDbDoesNotTellTheNumberOfItemsTheSegmentsTellTheShare() {
        SnapshotProgress progress = new SnapshotProgress(0, 4, 0, 0, clock);

        clock.pass(Duration.ofMinutes(2));
        progress.moveTo(240, 1);

        assertThat(progress).hasToString("240 rows, 2 a second, 1 of 4 segments done, about 25 %");
    }

    @Test
    void aTableThatHasGrownIsNotMoreThanDoneAndOneThatHasShrunkIsDoneAtItsEnd() {
        SnapshotProgress progress = new SnapshotProgress(100, 2, 0, 0, clock);
        clock.pass(Duration.ofSeconds(1));

        progress.moveTo(150, 1);
        assertThat(progress.share()).isEqualTo(1);
        assertThat(progress.timeLeft()).contains(Duration.ZERO);
        progress.moveTo(50, 2);
        assertThat(progress.share()).isEqualTo(1);
    }

    @Test
    void atItsBeginningNothingIsKnownOfItsSpeed() {
        SnapshotProgress progress = new SnapshotProgress(100, 2, 0, 0, clock);

        assertThat(progress).hasToString("0 rows, 0 a second, 0 of 2 segments done, about 0 %");
    }
}
