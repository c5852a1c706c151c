/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.lineage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The listed shards of a stream. Each has at most one parent, so they form a forest. A trimmed parent is not listed,
 * and its children are roots.
 */
public final class ShardForest {
    private final Map<String, Shard> shards = new LinkedHashMap<>();

    public ShardForest(Collection<Shard> listed) {
        listed.forEach(shard -> shards.put(shard.id(), shard));
    }

    public boolean isEmpty() {
        return shards.isEmpty();
    }

    public boolean lists(String shard) {
        return shards.containsKey(shard);
    }

    /** The shards without a listed parent: the oldest ones. */
    public List<String> roots() {
        return unclaimed(Set.of(), Set.of());
    }

    /** The shards without a listed child: the open shards, as far as the listing shows. */
    public List<String> leaves() {
        Set<String> parents = new HashSet<>();
        shards.values().forEach(shard -> shard.parent().ifPresent(parents::add));
        return shards.keySet().stream()
                .filter(id -> !parents.contains(id))
                .sorted()
                .toList();
    }

    /**
     * The topmost shards that no slot reads or has read: neither being read, nor an ancestor of such a shard (these are
     * finished), nor a descendant of one (these will be found). If nothing is being read or has ended, the roots.
     *
     * @param reading shards of all frontiers that are being read
     * @param ended shards of all frontiers that had no children when they ended; a child that was listed late is unclaimed
     */
    public List<String> unclaimed(Set<String> reading, Set<String> ended) {
        Set<String> finished = new HashSet<>(ended);
        reading.forEach(shard -> addAncestors(shard, finished));
        ended.forEach(shard -> addAncestors(shard, finished));
        List<String> unclaimed = new ArrayList<>();
        for (String shard : shards.keySet()) {
            if (!finished.contains(shard)
                    && !reading.contains(shard)
                    && listedParentOf(shard).map(finished::contains).orElse(true)) {
                unclaimed.add(shard);
            }
        }
        unclaimed.sort(null);
        return unclaimed;
    }

    private void addAncestors(String shard, Set<String> ancestors) {
        Optional<String> parent = parentOf(shard);
        while (parent.isPresent() && ancestors.add(parent.get())) {
            parent = parentOf(parent.get());
        }
    }

    private Optional<String> parentOf(String shard) {
        return Optional.ofNullable(shards.get(shard)).flatMap(Shard::parent);
    }

    private Optional<String> listedParentOf(String shard) {
        return parentOf(shard).filter(shards::containsKey);
    }
}
