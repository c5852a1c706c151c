/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.lineage.Position.After;
import io.changefeed.source.lineage.Position.End;
import io.changefeed.source.lineage.Position.Latest;
import io.changefeed.source.lineage.Position.Since;
import io.changefeed.source.lineage.Position.TrimHorizon;
import io.changefeed.testing.RandomInputs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FrontierTest {
    private static final Position READ = new After("42");

    @Test
    void advanceMovesOnlyOneShard() {
        Frontier frontier = frontier(Map.of("a", READ, "b", new TrimHorizon()));

        assertThat(frontier.advance("b", new After("7"))).isEqualTo(frontier(Map.of("a", READ, "b", new After("7"))));
    }

    @Test
    void childrenReplaceTheirParentAndStartAtTrimHorizon() {
        Frontier frontier = frontier(Map.of("parent", READ, "other", READ));

        assertThat(frontier.finish("parent", List.of("left", "right")))
                .isEqualTo(frontier(Map.of("left", new TrimHorizon(), "right", new TrimHorizon(), "other", READ)));
    }

    @Test
    void childrenOfAShardAtSinceStartAtSince() {
        Position since = new Since(Instant.parse("2026-01-31T12:00:00Z"));

        assertThat(frontier(Map.of("parent", since)).finish("parent", List.of("child")))
                .isEqualTo(frontier(Map.of("child", since)));
    }

    @Test
    void shardWithoutChildrenStaysAtItsEnd() {
        Frontier frontier = frontier(Map.of("a", READ, "b", READ));

        Frontier ended = frontier.finish("a", List.of());

        assertThat(ended).isEqualTo(frontier(Map.of("a", new End(), "b", READ)));
        assertThat(ended.isDrained()).isFalse();
        assertThat(ended.finish("b", List.of()).isDrained()).isTrue();
    }

    @Test
    void removedShardLeavesTheOthers() {
        Frontier frontier = frontier(Map.of("a", READ, "b", READ));

        assertThat(frontier.remove("a")).isEqualTo(frontier(Map.of("b", READ)));
        assertThatThrownBy(() -> frontier.remove("c")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void latestBecomesTheOpeningTime() {
        Instant moment = Instant.parse("2026-01-31T12:00:00Z");

        assertThat(frontier(Map.of("a", READ, "b", new Latest())).openedAt(moment))
                .isEqualTo(frontier(Map.of("a", READ, "b", new Since(moment))));
    }

    @Test
    void rejectsShardOutsideTheFrontier() {
        Frontier frontier = frontier(Map.of("a", READ));

        assertThatThrownBy(() -> frontier.advance("b", READ))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shard b is not in the frontier [a]");
        assertThatThrownBy(() -> frontier.finish("b", List.of("c"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void assignmentAppliedTwiceChangesNothing() {
        RandomInputs.check(1000, in -> {
            Frontier stored = RandomLineages.frontier(in);
            SortedMap<String, Position> added = RandomLineages.positions(in);
            long assignment = stored.assignment() + in.integer(1, 100);
            Frontier once = stored.apply(assignment, stored.assignment(), added);

            assertThat(once.apply(assignment, stored.assignment(), added)).isEqualTo(once);
        });
    }

    @Test
    void assignmentForAnotherFrontierIsNotApplied() {
        RandomInputs.check(1000, in -> {
            Frontier stored = RandomLineages.frontier(in);
            long other = stored.assignment() - in.integer(1, 100);

            assertThat(stored.apply(stored.assignment() + 1, other, RandomLineages.positions(in)))
                    .isEqualTo(stored);
        });
    }

    @Test
    void newAssignmentAddsShardsAndKeepsExistingPositions() {
        RandomInputs.check(1000, in -> {
            Frontier stored = RandomLineages.frontier(in);
            SortedMap<String, Position> added = RandomLineages.positions(in);
            in.someOf(stored.positions().keySet()).forEach(shard -> added.put(shard, RandomLineages.position(in)));
            Frontier applied = stored.apply(stored.assignment() + 1, stored.assignment(), added);

            Map<String, Position> expected = new TreeMap<>(added);
            expected.putAll(stored.positions());
            assertThat(applied.positions()).isEqualTo(expected);
            assertThat(applied.assignment()).isEqualTo(stored.assignment() + 1);
        });
    }

    @Test
    void frontierIsImmutable() {
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
