/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

        pacing.emptyPageRead(now);

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

    private void readEmptyPages(int count) {
        for (int page = 0; page < count; page++) {
            pacing.emptyPageRead(now);
        }
    }

    @Test
    void openShardIsAtTheTipAfterManyEmptyPages() {
        pacing.pageRead(now.minusSeconds(59), false, now);
        readEmptyPages(ShardPacing.EMPTY_PAGES - 1);
        assertThat(pacing.isAtTipIfOpen()).isFalse();
        assertThat(pacing.delay(now)).isEqualTo(MIN);

        readEmptyPages(1);

        assertThat(pacing.isAtTipIfOpen()).isTrue();
        assertThat(pacing.isAtTip()).isFalse();
        assertThat(pacing.delay(now)).isEqualTo(MIN);

        pacing.foundOpen(now);

        assertThat(pacing.isAtTipIfOpen()).isFalse();
        assertThat(pacing.isAtTip()).isTrue();
    }

    @Test
    void emptyPagesAreCountedAgainAfterRecords() {
        readEmptyPages(ShardPacing.EMPTY_PAGES - 1);
        pacing.pageRead(now.minusSeconds(3600), false, now);
        readEmptyPages(1);

        assertThat(pacing.isAtTipIfOpen()).isFalse();
    }

    @Test
    void closedShardIsNeverAtTheTip() {
        ShardPacing listed = new ShardPacing(MAX, true, now);
        readEmptyPages(ShardPacing.EMPTY_PAGES);
        pacing.foundClosed();

        for (ShardPacing closed : List.of(listed, pacing)) {
            for (int page = 0; page < 1_000; page++) {
                closed.emptyPageRead(now);
                assertThat(closed.isAtTipIfOpen()).isFalse();
                assertThat(closed.delay(now.plusSeconds(page))).isEqualTo(MIN);
            }
            closed.pageRead(now, false, now);
            assertThat(closed.isAtTip()).isFalse();
        }
    }

    @Test
    void fewEmptyPagesSufficeSoonAfterTheTip() {
        pacing.pageRead(now, false, now);
        now = now.plus(Duration.ofMinutes(5));
        pacing.pageRead(now.minusSeconds(59), false, now);

        readEmptyPages(ShardPacing.EMPTY_PAGES_AFTER_TIP - 1);
        assertThat(pacing.isAtTip()).isFalse();
        readEmptyPages(1);

        assertThat(pacing.isAtTip()).isTrue();
    }

    @Test
    void tipIsUnknownAfterTheShardWasNotReadForLong() {
        pacing.pageRead(now, false, now);
        readEmptyPages(100);
        assertThat(pacing.isAtTip()).isTrue();
        now = now.plus(Duration.ofMinutes(11));

        readEmptyPages(ShardPacing.EMPTY_PAGES - 1);

        assertThat(pacing.isAtTip()).isFalse();
        assertThat(pacing.isAtTipIfOpen()).isFalse();
        assertThat(pacing.delay(now)).isEqualTo(MIN);
    }

    @Test
    void changeFromBeforeTheTipRevokesIt() {
        pacing.pageRead(now, false, now);
        readEmptyPages(1);
        pacing.pageRead(now.minusSeconds(120), false, now);

        readEmptyPages(ShardPacing.EMPTY_PAGES - 1);
        assertThat(pacing.isAtTip()).isFalse();
        readEmptyPages(1);

        assertThat(pacing.isAtTipIfOpen()).isTrue();
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

        pacing.emptyPageRead(now);

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
