/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.testing.RandomInputs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardForestTest {

    @Test
    void exactlyTheMissedShardsAreUnclaimed() {
        RandomInputs.check(1000, in -> {
            PartlyReadForest read = PartlyReadForest.random(in);

            assertThat(read.forest().unclaimed(read.held(), Set.of())).containsExactlyElementsOf(read.missed());
        });
    }

    @Test
    void everyShardIsFinishedHeldDescendedOrUnclaimed() {
        RandomInputs.check(1000, in -> {
            PartlyReadForest read = PartlyReadForest.random(in);
            Set<String> held = read.held();
            List<String> unclaimed = read.forest().unclaimed(held, Set.of());
            for (Shard shard : read.shards()) {
                String id = shard.id();
                List<String> states = new ArrayList<>();
                if (held.stream().anyMatch(reading -> read.ancestors(reading).contains(id))) {
                    states.add("finished");
                }
                if (held.contains(id)) {
                    states.add("held");
                }
                if (read.ancestors(id).stream().anyMatch(held::contains)) {
                    states.add("descended from a held shard");
                }
                if (unclaimed.contains(id) || read.ancestors(id).stream().anyMatch(unclaimed::contains)) {
                    states.add("unclaimed, or descended from an unclaimed shard");
                }
                assertThat(states).as(id).hasSize(1);
            }
        });
    }

    @Test
    void nothingIsUnclaimedAfterTheUnclaimedShardsAreHeld() {
        RandomInputs.check(1000, in -> {
            PartlyReadForest read = PartlyReadForest.random(in);
            List<String> held = new ArrayList<>(read.held());
            held.addAll(read.forest().unclaimed(read.held(), Set.of()));

            assertThat(read.forest().unclaimed(Set.copyOf(held), Set.of())).isEmpty();
        });
    }

    @Test
    void rootsHaveNoParentAndLeavesHaveNoChild() {
        RandomInputs.check(1000, in -> {
            PartlyReadForest read = PartlyReadForest.random(in);
            Set<String> parents = Set.copyOf(read.shards().stream()
                    .flatMap(shard -> shard.parent().stream())
                    .toList());

            assertThat(read.forest().roots())
                    .containsExactlyElementsOf(read.shards().stream()
                            .filter(shard -> shard.parent().isEmpty())
                            .map(Shard::id)
                            .toList());
            assertThat(read.forest().leaves())
                    .containsExactlyElementsOf(read.shards().stream()
                            .map(Shard::id)
                            .filter(id -> !parents.contains(id))
                            .toList());
        });
    }

    @Test
    void orderOfTheListingDoesNotMatter() {
        RandomInputs.check(1000, in -> {
            PartlyReadForest read = PartlyReadForest.random(in);
            List<Shard> shuffled = new ArrayList<>(read.shards());
            Collections.shuffle(shuffled, in.random());
            ShardForest other = new ShardForest(shuffled);

            assertThat(other.roots()).isEqualTo(read.forest().roots());
            assertThat(other.leaves()).isEqualTo(read.forest().leaves());
            assertThat(other.unclaimed(read.held(), Set.of()))
                    .isEqualTo(read.forest().unclaimed(read.held(), Set.of()));
        });
    }

    @Test
    void shardWithTrimmedParentIsARoot() {
        ShardForest forest = new ShardForest(List.of(shard("child", "trimmed"), shard("grandchild", "child")));

        assertThat(forest.roots()).containsExactly("child");
        assertThat(forest.leaves()).containsExactly("grandchild");
        assertThat(forest.lists("trimmed")).isFalse();
        assertThat(forest.lists("child")).isTrue();
    }

    @Test
    void siblingOfAHeldShardIsUnclaimedWhenTheirParentWasTrimmed() {
        ShardForest forest = new ShardForest(List.of(shard("left", "trimmed"), shard("right", "trimmed")));

        assertThat(forest.unclaimed(Set.of("left"), Set.of())).containsExactly("right");
    }

    @Test
    void childOfAnEndedShardThatIsListedLateIsUnclaimed() {
        ShardForest forest = new ShardForest(List.of(shard("parent", "trimmed"), shard("late", "parent")));

        assertThat(forest.unclaimed(Set.of(), Set.of("late"))).isEmpty();
        assertThat(forest.unclaimed(Set.of(), Set.of("parent"))).containsExactly("late");
    }

    @Test
    void streamWithoutShardsHasNoRootsAndNoLeaves() {
        ShardForest forest = new ShardForest(List.of());

        assertThat(forest.roots()).isEmpty();
        assertThat(forest.leaves()).isEmpty();
    }

    private static Shard shard(String id, String parent) {
        return new Shard(id, Optional.of(parent));
    }
}
