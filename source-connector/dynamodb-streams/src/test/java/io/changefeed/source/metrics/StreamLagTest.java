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

    private final StreamLag lag = new StreamLag();

    private static Instant before(int minutes) {
        return NOON.minus(Duration.ofMinutes(minutes));
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    @Test
    void whereNothingIsReadNothingIsBehind() {
        assertThat(lag.at(NOON)).isZero();
        assertThat(lag.isOver(LIMIT, NOON)).isFalse();
    }

    @Test
    void aShardThatHasNotAnsweredMayBeBehind() {
        lag.opened("a", Optional.empty(), NOON);

        assertThat(lag.at(NOON)).isZero();
        assertThat(lag.isOver(LIMIT, NOON)).isTrue();
        assertThat(lag.at(NOON.plus(minutes(3)))).isEqualTo(minutes(3));
    }

    @Test
    void aShardThatIsReadSinceAMomentIsBehindByIt() {
        lag.opened("a", Optional.of(before(1)), NOON);

        assertThat(lag.at(NOON)).isEqualTo(minutes(1));
        assertThat(lag.isOver(LIMIT, NOON)).isFalse();
        assertThat(lag.isOver(LIMIT, NOON.plusMillis(1))).isTrue();
    }

    @Test
    void aShardIsBehindByTheOldestChangeThatWasReadAndNotHandedOver() {
        lag.opened("a", Optional.empty(), NOON);
        lag.read("a", before(30));
        lag.read("a", before(20));
        assertThat(lag.at(NOON)).isEqualTo(minutes(30));

        lag.emitted("a", before(21));

        assertThat(lag.at(NOON)).isEqualTo(minutes(20));
    }

    @Test
    void whatFollowsTheLastChangeThatWasHandedOverIsNotKnownUntilTheShardIsAskedAgain() {
        lag.opened("a", Optional.empty(), NOON);
        lag.read("a", before(30));
        lag.emitted("a", before(10));
        assertThat(lag.at(NOON)).isEqualTo(minutes(10));

        lag.readAll("a", NOON);

        assertThat(lag.at(NOON.plus(minutes(5)))).isZero();
        assertThat(lag.isOver(LIMIT, NOON)).isFalse();
    }

    @Test
    void aShardThatHasNothingMoreIsBehindUntilAllOfItIsHandedOver() {
        lag.opened("a", Optional.empty(), NOON);
        lag.read("a", before(30));
        lag.readAll("a", NOON);
        assertThat(lag.at(NOON)).isEqualTo(minutes(30));

        lag.emitted("a", before(29));

        assertThat(lag.at(NOON)).isZero();
    }

    @Test
    void aShardWhoseCallsFailIsBehindSinceItAnsweredLast() {
        lag.opened("a", Optional.empty(), before(20));
        lag.readAll("a", before(10));
        assertThat(lag.at(NOON)).isZero();

        lag.lostSight("a");

        assertThat(lag.at(NOON)).isEqualTo(minutes(10));
    }

    @Test
    void childrenAreAsFarBehindAsTheirParentWasUntilTheyAnswer() {
        lag.opened("parent", Optional.empty(), before(20));
        lag.read("parent", before(12));
        lag.lostSight("parent");
        lag.emitted("parent", before(10));

        lag.succeeded("parent", List.of("left", "right"));
        lag.opened("left", Optional.empty(), NOON);
        lag.opened("right", Optional.empty(), NOON);

        assertThat(lag.at(NOON)).isEqualTo(minutes(10));
        assertThat(lag.isOver(minutes(10), NOON)).isFalse();
        lag.readAll("left", NOON);
        assertThat(lag.at(NOON)).isEqualTo(minutes(10));
        lag.readAll("right", NOON);
        assertThat(lag.at(NOON)).isZero();
    }

    @Test
    void aShardWithoutChildrenAndOneThatIsGoneHoldNothingBack() {
        lag.opened("disabled", Optional.empty(), before(20));
        lag.opened("trimmed", Optional.empty(), before(20));

        lag.succeeded("disabled", List.of());
        lag.gone("trimmed");

        assertThat(lag.isOver(LIMIT, NOON)).isFalse();
    }

    @Test
    void theSlowestShardCounts() {
        lag.opened("a", Optional.of(before(3)), NOON);
        lag.opened("b", Optional.of(before(7)), NOON);
        lag.opened("c", Optional.of(before(5)), NOON);

        assertThat(lag.at(NOON)).isEqualTo(minutes(7));
    }

    @Test
    void aClockThatIsBehindDynamoDbsMakesNoNegativeLag() {
        lag.opened("a", Optional.of(NOON.plusSeconds(2)), NOON);

        assertThat(lag.at(NOON)).isZero();
    }
}
