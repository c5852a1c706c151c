/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamLagTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Duration MAX_IDLE_DELAY = Duration.ofMinutes(5);

    private final StreamLag lag = new StreamLag(MAX_IDLE_DELAY);

    private static Instant before(int minutes) {
        return NOON.minus(Duration.ofMinutes(minutes));
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    @Test
    void lagIsZeroWithoutShards() {
        assertThat(lag.at(NOON)).contains(Duration.ZERO);
        assertThat(lag.isOver(LIMIT, NOON)).isFalse();
    }

    @Test
    void lagIsUnknownBeforeChangesOrTheTipWereRead() {
        lag.shardOpened("a", Optional.empty(), NOON);
        lag.shardOpened("b", Optional.of(before(3)), NOON);

        assertThat(lag.at(NOON)).isEmpty();
        assertThat(lag.isOver(LIMIT, NOON)).isTrue();

        lag.tipReached("a", NOON);

        assertThat(lag.at(NOON)).contains(minutes(3));
    }

    @Test
    void shardAtItsTipIsIdleUntilChangesAreRead() {
        lag.shardOpened("a", Optional.empty(), NOON);
        lag.shardOpened("b", Optional.of(before(3)), NOON);
        assertThat(lag.idleShards(NOON)).isZero();

        lag.tipReached("a", NOON);
        lag.tipReached("b", NOON);
        assertThat(lag.idleShards(NOON)).isEqualTo(2);

        lag.changesRead("b", NOON);
        assertThat(lag.idleShards(NOON)).isOne();
    }

    @Test
    void lagIsMeasuredFromTheStartTimeBeforeTheFirstResponse() {
        lag.shardOpened("a", Optional.of(before(1)), NOON);

        assertThat(lag.at(NOON)).contains(minutes(1));
        assertThat(lag.isOver(LIMIT, NOON)).isFalse();
        assertThat(lag.isOver(LIMIT, NOON.plusMillis(1))).isTrue();
    }

    @Test
    void lagIsMeasuredFromTheOldestPendingChange() {
        lag.shardOpened("a", Optional.empty(), NOON);
        lag.changesRead("a", before(30));
        lag.changesRead("a", before(20));
        assertThat(lag.at(NOON)).contains(minutes(30));

        lag.emitted("a", before(21));

        assertThat(lag.at(NOON)).contains(minutes(20));
    }

    @Test
    void lagIsMeasuredFromTheLastEmittedChangeUntilTheNextResponse() {
        lag.shardOpened("a", Optional.empty(), NOON);
        lag.changesRead("a", before(30));
        lag.emitted("a", before(10));
        assertThat(lag.at(NOON)).contains(minutes(10));

        lag.tipReached("a", NOON);

        assertThat(lag.at(NOON.plus(minutes(5)))).contains(Duration.ZERO);
        assertThat(lag.isOver(LIMIT, NOON)).isFalse();
    }

    @Test
    void lagIsZeroWhenAllChangesUpToTheTipAreEmitted() {
        lag.shardOpened("a", Optional.empty(), NOON);
        lag.changesRead("a", before(30));
        lag.tipReached("a", NOON);
        assertThat(lag.at(NOON)).contains(minutes(30));

        lag.emitted("a", before(29));

        assertThat(lag.at(NOON)).contains(Duration.ZERO);
    }

    @Test
    void lagGrowsFromTheLastResponseWhileCallsFail() {
        lag.shardOpened("a", Optional.empty(), before(20));
        lag.tipReached("a", before(5));
        assertThat(lag.at(NOON)).contains(Duration.ZERO);

        lag.tipUnknown("a");

        assertThat(lag.at(NOON)).contains(minutes(5));
    }

    @Test
    void lagGrowsFromTheLastReadOfTheTipIfTheShardIsNotReadInTime() {
        lag.shardOpened("a", Optional.empty(), before(20));
        lag.tipReached("a", NOON);
        Instant due = NOON.plus(MAX_IDLE_DELAY).plusSeconds(60);

        assertThat(lag.at(due)).contains(Duration.ZERO);
        assertThat(lag.idleShards(due)).isOne();
        assertThat(lag.at(due.plusSeconds(1))).contains(minutes(6).plusSeconds(1));
        assertThat(lag.idleShards(due.plusSeconds(1))).isZero();
        assertThat(lag.at(NOON.plus(Duration.ofHours(20)))).contains(Duration.ofHours(20));
    }

    @Test
    void childShardsInheritTheLagOfTheirParentUntilTheirFirstResponse() {
        lag.shardOpened("parent", Optional.empty(), before(20));
        lag.changesRead("parent", before(12));
        lag.tipUnknown("parent");
        lag.emitted("parent", before(10));

        lag.shardFinished("parent", List.of("left", "right"));
        lag.shardOpened("left", Optional.empty(), NOON);
        lag.shardOpened("right", Optional.empty(), NOON);

        assertThat(lag.at(NOON)).contains(minutes(10));
        assertThat(lag.isOver(minutes(10), NOON)).isFalse();
        lag.tipReached("left", NOON);
        assertThat(lag.at(NOON)).contains(minutes(10));
        lag.tipReached("right", NOON);
        assertThat(lag.at(NOON)).contains(Duration.ZERO);
    }

    @Test
    void finishedAndClosedShardsHaveNoLag() {
        lag.shardOpened("disabled", Optional.empty(), before(20));
        lag.shardOpened("trimmed", Optional.empty(), before(20));

        lag.shardFinished("disabled", List.of());
        lag.shardClosed("trimmed");

        assertThat(lag.isOver(LIMIT, NOON)).isFalse();
    }

    @Test
    void lagOfTheStreamIsTheLagOfItsSlowestShard() {
        lag.shardOpened("a", Optional.of(before(3)), NOON);
        lag.shardOpened("b", Optional.of(before(7)), NOON);
        lag.shardOpened("c", Optional.of(before(5)), NOON);

        assertThat(lag.at(NOON)).contains(minutes(7));
    }

    @Test
    void lagIsNotNegativeIfTheClockIsBehind() {
        lag.shardOpened("a", Optional.of(NOON.plusSeconds(2)), NOON);

        assertThat(lag.at(NOON)).contains(Duration.ZERO);
    }
}
