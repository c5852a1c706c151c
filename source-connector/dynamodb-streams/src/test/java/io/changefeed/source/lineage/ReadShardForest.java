/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/**
 * A forest that was read in part: from some of its roots, and each parent was succeeded by some of its children.
 *
 * @param shards in an order in which a parent precedes its children
 * @param held where the reading stands
 * @param overlooked roots that were never dealt, and children that were not listed when their parent ended
 */
record ReadShardForest(List<Shard> shards, Set<String> held, Set<String> overlooked) {

    ShardForest forest() {
        return new ShardForest(shards);
    }

    Set<String> ancestors(String shard) {
        Map<String, String> parents = new HashMap<>();
        shards.forEach(each -> each.parent().ifPresent(parent -> parents.put(each.id(), parent)));
        Set<String> ancestors = new TreeSet<>();
        for (String up = parents.get(shard); up != null; up = parents.get(up)) {
            ancestors.add(up);
        }
        return ancestors;
    }

    /** Random ones, split children and several roots among them. */
    static final class All extends DomainContextBase {
        @Provide
        Arbitrary<ReadShardForest> readForests() {
            Arbitrary<List<Integer>> parents =
                    Arbitraries.integers().between(0, 100).list().ofMinSize(1).ofMaxSize(40);
            Arbitrary<List<Integer>> choices = Arbitraries.integers()
                    .between(0, 1 << 16)
                    .list()
                    .ofMinSize(2)
                    .ofMaxSize(40);
            return Combinators.combine(parents, choices).as(ReadShardForest::read);
        }
    }

    private static ReadShardForest read(List<Integer> parents, List<Integer> choices) {
        List<Shard> shards = new ArrayList<>();
        Map<String, List<String>> children = new HashMap<>();
        List<String> roots = new ArrayList<>();
        for (int i = 0; i < parents.size(); i++) {
            int parent = parents.get(i) % (i + 2) - 2;
            Optional<String> up = parent < 0 ? Optional.empty() : Optional.of(id(parent));
            shards.add(new Shard(id(i), up));
            up.ifPresentOrElse(
                    of -> children.computeIfAbsent(of, none -> new ArrayList<>())
                            .add(id(shards.size() - 1)),
                    () -> roots.add(id(shards.size() - 1)));
        }
        Deque<Integer> dice = new ArrayDeque<>(choices);
        Set<String> held = new TreeSet<>();
        Set<String> overlooked = new TreeSet<>();
        choose(roots, dice.pop(), held, overlooked);
        while (!dice.isEmpty()) {
            int choice = dice.pop();
            List<String> parentsHeld =
                    held.stream().filter(children::containsKey).toList();
            if (!parentsHeld.isEmpty()) {
                String parent = parentsHeld.get(choice % parentsHeld.size());
                held.remove(parent);
                choose(children.getOrDefault(parent, List.of()), choice, held, overlooked);
            }
        }
        return new ReadShardForest(shards, held, overlooked);
    }

    /** One at least is held. */
    private static void choose(List<String> among, int choice, Set<String> held, Set<String> overlooked) {
        for (int i = 0; i < among.size(); i++) {
            boolean chosen = i == choice % among.size() || (choice >> (i % 16) & 1) == 1;
            (chosen ? held : overlooked).add(among.get(i));
        }
    }

    private static String id(int number) {
        return String.format("shardId-%020d-%08x", number, number);
    }
}
