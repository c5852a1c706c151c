/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.protocol.ServiceException;
import io.changefeed.simulator.stream.Listing.ShardFilter;
import io.changefeed.simulator.stream.ShardPage.ListedShard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What DescribeStream tells of a forest of shards, by the script. */
final class ShardDirectory {
    private final ShardForest forest;
    private final StreamContext context;
    private Listing listing = Listing.PROMPT;
    private long descriptions;

    ShardDirectory(ShardForest forest, StreamContext context) {
        this.forest = forest;
        this.context = context;
    }

    Listing listing() {
        return listing;
    }

    void list(Listing how) {
        listing = how;
    }

    /** How many listings were asked for. */
    long descriptions() {
        return descriptions;
    }

    ShardPage page(Optional<String> after, int limit) {
        if (after.isEmpty()) {
            descriptions++;
        }
        Collection<Shard> candidates = after.map(forest::after).orElseGet(forest::all);
        List<ListedShard> listed = new ArrayList<>();
        for (Shard shard : candidates) {
            if (!isListed(shard)) {
                continue;
            }
            if (listed.size() == limit) {
                return new ShardPage(listed, Optional.of(listed.get(limit - 1).id()));
            }
            listed.add(entry(shard));
        }
        return new ShardPage(listed, Optional.empty());
    }

    /** The children of a shard, or what the script makes of the filter. */
    ShardPage children(String parent, Optional<String> after, int limit) {
        if (listing.filter() == ShardFilter.REFUSED) {
            throw ServiceException.invalid("ShardFilter is not supported");
        }
        if (listing.filter() == ShardFilter.IGNORED) {
            return page(after, limit);
        }
        descriptions++;
        List<ListedShard> children = forest.childrenOf(parent).stream()
                .filter(this::isListed)
                .filter(child -> after.isEmpty() || child.id().compareTo(after.get()) > 0)
                .limit(limit)
                .map(this::entry)
                .toList();
        return new ShardPage(children, Optional.empty());
    }

    private boolean isListed(Shard shard) {
        if (shard.isGone()) {
            return shard.isInvented() || listing.trimmedShards();
        }
        if (shard.parent().isEmpty()) {
            return true;
        }
        Shard.Opening opening = shard.opening();
        boolean shown = isOver(listing.children(), opening.at(), opening.atDescription());
        return shown && (!opening.sibling() || isOver(listing.siblings(), opening.at(), opening.atDescription()));
    }

    private ListedShard entry(Shard shard) {
        Optional<SequenceNumber> ending = shard.closing()
                .filter(end -> isOver(listing.endings(), end.at(), end.atDescription()))
                .map(Shard.Closing::ending);
        return new ListedShard(shard.id(), shard.parent(), shard.starting(), ending);
    }

    private boolean isOver(ListingDelay lag, Instant since, long sinceDescription) {
        return !since.plus(lag.time()).isAfter(context.clock().instant())
                && descriptions - sinceDescription > lag.calls();
    }
}
