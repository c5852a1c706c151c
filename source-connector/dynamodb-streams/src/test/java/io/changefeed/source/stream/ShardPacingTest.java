/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShardPacingTest {
    private static final Duration MAX = Duration.ofSeconds(10);
    private static final Duration MIN = Duration.ofMillis(200);

    private Instant now = Instant.parse("2026-01-31T12:00:00Z");
    private final ShardPacing pacing = new ShardPacing(MAX, false, now);

    @Test
    void fullPageIsFollowedAtOnceAndAnEmptyOneIsNot() {
        pacing.pageRead(now, true, now);
        assertThat(pacing.delay(now)).isZero();

        pacing.emptyPageRead();

        assertThat(pacing.delay(now)).isEqualTo(MIN);
        assertThat(pacing.isAtTip()).isFalse();
    }

    @Test
    void tipIsReachedByARecentChange() {
        pacing.pageRead(now.minusSeconds(10), false, now);
        assertThat(pacing.isAtTip()).isFalse();

        pacing.pageRead(now.minusSeconds(9), false, now);

        assertThat(pacing.isAtTip()).isTrue();
        assertThat(pacing.delay(now)).isEqualTo(MIN);
    }

    /** DynamoDB Local rounds the time of a change to the minute, so that no change is recent. */
    @Test
    void tipIsReachedByTenEmptyPagesInARow() {
        pacing.pageRead(now.minusSeconds(59), false, now);
        for (int page = 1; page < 10; page++) {
            pacing.emptyPageRead();
            assertThat(pacing.isAtTip()).isFalse();
            assertThat(pacing.delay(now)).isEqualTo(MIN);
        }

        pacing.emptyPageRead();

        assertThat(pacing.isAtTip()).isTrue();
    }

    @Test
    void emptyPagesAreCountedAgainAfterRecords() {
        for (int page = 0; page < 9; page++) {
            pacing.emptyPageRead();
        }
        pacing.pageRead(now.minusSeconds(3600), false, now);
        pacing.emptyPageRead();

        assertThat(pacing.isAtTip()).isFalse();
    }

    @Test
    void closedShardIsNeverAtTheTip() {
        ShardPacing closed = new ShardPacing(MAX, true, now);
        for (int page = 0; page < 100; page++) {
            closed.emptyPageRead();
            assertThat(closed.delay(now.plusSeconds(page))).isEqualTo(MIN);
        }
        closed.pageRead(now, false, now);

        assertThat(closed.isAtTip()).isFalse();
    }

    @Test
    void oldChangeAtTheTipIsFollowedByAWalk() {
        pacing.pageRead(now, false, now);
        pacing.pageRead(now.minusSeconds(60), false, now);

        assertThat(pacing.isAtTip()).isFalse();
        assertThat(pacing.delay(now.plusSeconds(60))).isEqualTo(MIN);
    }

    @Test
    void idleShardIsReadAfterAQuarterOfItsIdleTimeUpToTheMaximum() {
        pacing.pageRead(now, false, now);

        assertThat(delayAfter(Duration.ofMillis(500))).isEqualTo(MIN);
        assertThat(delayAfter(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(1));
        assertThat(delayAfter(Duration.ofSeconds(40))).isEqualTo(MAX);
        assertThat(delayAfter(Duration.ofHours(1))).isEqualTo(MAX);
    }

    @Test
    void idleShardMayBeReadLate() {
        pacing.pageRead(now, false, now);
        assertThat(pacing.tolerance()).isZero();

        pacing.emptyPageRead();

        assertThat(pacing.tolerance()).isPositive();
    }

    @Test
    void idleMinuteTakesThirtyCalls() {
        int calls = 0;
        Instant end = now.plusSeconds(60);
        pacing.pageRead(now, false, now);
        for (; now.isBefore(end); now = now.plus(pacing.delay(now))) {
            calls++;
        }

        assertThat(calls).isBetween(20, 30);
    }

    private Duration delayAfter(Duration idle) {
        return pacing.delay(now.plus(idle));
    }
}
