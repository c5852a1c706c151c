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
 * The shards of a stream as a listing shows them. Each has one parent at most, so they form a forest; a parent that has
 * been trimmed is listed no more, and its children are roots.
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

    /** The shards that have no listed parent: what is oldest. */
    public List<String> roots() {
        return unclaimed(Set.of(), Set.of());
    }

    /** The shards that have no listed child: where the stream is written to, as far as the listing knows. */
    public List<String> leaves() {
        Set<String> parents = new HashSet<>();
        shards.values().forEach(shard -> shard.parent().ifPresent(parents::add));
        return shards.keySet().stream()
                .filter(id -> !parents.contains(id))
                .sorted()
                .toList();
    }

    /**
     * The topmost shards that nobody reads or has read: neither being read, nor an ancestor of a shard that is (those are
     * finished), nor a descendant of one (those will be found). With nothing being read or ended: the roots.
     *
     * @param reading the shards of all frontiers that are being read
     * @param ended the shards of all frontiers behind which nothing was listed; a child that was listed late is unclaimed
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
