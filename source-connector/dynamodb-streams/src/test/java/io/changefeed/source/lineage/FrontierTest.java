/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.lineage.Position.After;
import io.changefeed.source.lineage.Position.End;
import io.changefeed.source.lineage.Position.Latest;
import io.changefeed.source.lineage.Position.Since;
import io.changefeed.source.lineage.Position.TrimHorizon;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

@Domain(Frontiers.class)
@Domain(DomainContext.Global.class)
class FrontierTest {
    private static final Position READ = new After("42");

    @Test
    void handingOverMovesTheShardAndNoOther() {
        Frontier frontier = frontier(Map.of("a", READ, "b", new TrimHorizon()));

        assertThat(frontier.advance("b", new After("7"))).isEqualTo(frontier(Map.of("a", READ, "b", new After("7"))));
    }

    @Test
    void childrenTakeTheirParentsPlaceAndStartAtTheirBeginning() {
        Frontier frontier = frontier(Map.of("parent", READ, "other", READ));

        assertThat(frontier.finish("parent", List.of("left", "right")))
                .isEqualTo(frontier(Map.of("left", new TrimHorizon(), "right", new TrimHorizon(), "other", READ)));
    }

    @Test
    void theChildrenOfAShardThatHadNothingSinceAMomentStartAtThatMoment() {
        Position since = new Since(Instant.parse("2026-01-31T12:00:00Z"));

        assertThat(frontier(Map.of("parent", since)).finish("parent", List.of("child")))
                .isEqualTo(frontier(Map.of("child", since)));
    }

    @Test
    void aShardWithoutChildrenStaysAtItsEnd() {
        Frontier frontier = frontier(Map.of("a", READ, "b", READ));

        Frontier ended = frontier.finish("a", List.of());

        assertThat(ended).isEqualTo(frontier(Map.of("a", new End(), "b", READ)));
        assertThat(ended.isDrained()).isFalse();
        assertThat(ended.finish("b", List.of()).isDrained()).isTrue();
    }

    @Test
    void aShardThatIsGoneIsDroppedAndTheOthersStay() {
        Frontier frontier = frontier(Map.of("a", READ, "b", READ));

        assertThat(frontier.remove("a")).isEqualTo(frontier(Map.of("b", READ)));
        assertThatThrownBy(() -> frontier.remove("c")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theTipOfAShardIsTheMomentAtWhichItIsOpened() {
        Instant moment = Instant.parse("2026-01-31T12:00:00Z");

        assertThat(frontier(Map.of("a", READ, "b", new Latest())).openedAt(moment))
                .isEqualTo(frontier(Map.of("a", READ, "b", new Since(moment))));
    }

    @Test
    void aShardThatIsNotHeldCannotMove() {
        Frontier frontier = frontier(Map.of("a", READ));

        assertThatThrownBy(() -> frontier.advance("b", READ))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shard b is not in the frontier [a]");
        assertThatThrownBy(() -> frontier.finish("b", List.of("c"))).isInstanceOf(IllegalStateException.class);
    }

    @Property
    void aDealTakenUpTwiceChangesNothing(
            @ForAll Frontier stored,
            @ForAll Map<String, Position> dealt,
            @ForAll @LongRange(min = 1, max = 100) long above) {
        long assignment = stored.assignment() + above;
        Frontier once = stored.apply(assignment, stored.assignment(), dealt);

        assertThat(once.apply(assignment, stored.assignment(), dealt)).isEqualTo(once);
    }

    @Property
    void aDealForAnotherFrontierIsNotTakenUp(
            @ForAll Frontier stored,
            @ForAll Map<String, Position> dealt,
            @ForAll @LongRange(min = 1, max = 100) long below) {
        assertThat(stored.apply(stored.assignment() + 1, stored.assignment() - below, dealt))
                .isEqualTo(stored);
    }

    @Property
    void aNewDealAddsShardsAndLeavesThoseHeldWhereTheyAre(@ForAll Frontier stored, @ForAll Frontier dealt) {
        Frontier taken = stored.apply(stored.assignment() + 1, stored.assignment(), dealt.positions());

        Map<String, Position> expected = new TreeMap<>(dealt.positions());
        expected.putAll(stored.positions());
        assertThat(taken.positions()).isEqualTo(expected);
        assertThat(taken.assignment()).isEqualTo(stored.assignment() + 1);
    }

    @Test
    void aFrontierDoesNotChangeWithTheMapThatItWasMadeOf() {
        TreeMap<String, Position> positions = new TreeMap<>(Map.of("a", READ));
        Frontier frontier = new Frontier(1, positions);
        positions.clear();

        assertThat(frontier.positions()).containsOnlyKeys("a");
        assertThatThrownBy(() -> frontier.positions().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private static Frontier frontier(Map<String, Position> positions) {
        return new Frontier(3, new TreeMap<>(positions));
    }
}
