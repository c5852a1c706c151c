/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import io.changefeed.testing.RandomInputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A forest in which some of the roots, and some of the children of each finished parent, were read.
 *
 * @param shards parents before their children
 * @param held shards that are being read
 * @param missed roots that were never assigned, and children that were not listed when their parent ended
 */
record PartlyReadForest(List<Shard> shards, Set<String> held, Set<String> missed) {

    ShardForest forest() {
        return new ShardForest(shards);
    }

    Set<String> ancestors(String shard) {
        Map<String, String> parents = new HashMap<>();
        shards.forEach(each -> each.parent().ifPresent(parent -> parents.put(each.id(), parent)));
        Set<String> ancestors = new TreeSet<>();
        for (String ancestor = parents.get(shard); ancestor != null; ancestor = parents.get(ancestor)) {
            ancestors.add(ancestor);
        }
        return ancestors;
    }

    /** A random forest of up to 40 shards, with several roots, and shards with several children. */
    static PartlyReadForest random(RandomInputs in) {
        List<Shard> shards = new ArrayList<>();
        Map<String, List<String>> children = new HashMap<>();
        List<String> roots = new ArrayList<>();
        int count = in.integer(1, 40);
        for (int i = 0; i < count; i++) {
            int parent = in.integer(-2, i - 1);
            String id = id(i);
            shards.add(new Shard(id, parent < 0 ? Optional.empty() : Optional.of(id(parent))));
            (parent < 0 ? roots : children.computeIfAbsent(id(parent), none -> new ArrayList<>())).add(id);
        }
        Set<String> held = new TreeSet<>();
        Set<String> missed = new TreeSet<>();
        choose(in, roots, held, missed);
        int finished = in.integer(1, 39);
        for (int i = 0; i < finished; i++) {
            List<String> parents = held.stream().filter(children::containsKey).toList();
            if (!parents.isEmpty()) {
                String parent = in.oneOf(parents);
                held.remove(parent);
                choose(in, children.getOrDefault(parent, List.of()), held, missed);
            }
        }
        return new PartlyReadForest(shards, held, missed);
    }

    /** Adds each shard to the held or to the missed ones, at least one to the held ones. */
    private static void choose(RandomInputs in, List<String> candidates, Set<String> held, Set<String> missed) {
        String first = in.oneOf(candidates);
        candidates.forEach(shard -> (shard.equals(first) || in.bool() ? held : missed).add(shard));
    }

    private static String id(int number) {
        return String.format("shardId-%020d-%08x", number, number);
    }
}
