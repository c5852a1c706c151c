/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import io.changefeed.simulator.protocol.ErrorType;
import io.changefeed.simulator.protocol.ServiceException;
import io.changefeed.simulator.stream.Listing.ShardFilter;
import io.changefeed.simulator.stream.ShardPage.ListedShard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Implements DescribeStream for the shards of a stream, as the script configures it. */
final class ShardDirectory {
    private final ShardForest forest;
    private final StreamContext context;
    private Listing listing = Listing.IMMEDIATE;
    private long describeCalls;

    ShardDirectory(ShardForest forest, StreamContext context) {
        this.forest = forest;
        this.context = context;
    }

    Listing listing() {
        return listing;
    }

    void setListing(Listing newListing) {
        listing = newListing;
    }

    /** The number of listings so far. */
    long describeCalls() {
        return describeCalls;
    }

    ShardPage page(Optional<String> after, int limit) {
        if (after.isEmpty()) {
            describeCalls++;
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

    /** Whether a listing that starts now has a shard. */
    boolean listsShards() {
        return forest.all().stream().anyMatch(this::isListed);
    }

    /** Returns the number of the page that follows a shard, from 1. */
    int pageNumber(Optional<String> after, int limit) {
        long before = after.map(forest::upTo).orElseGet(List::of).stream()
                .filter(this::isListed)
                .count();
        return (int) ((before + limit - 1) / limit) + 1;
    }

    /** Lists the children of a shard, unless the script ignores or rejects the filter. */
    ShardPage children(String parent, Optional<String> after, int limit) {
        if (listing.filter() == ShardFilter.REJECTED) {
            throw ServiceException.invalid("ShardFilter is not supported");
        }
        if (listing.filter() == ShardFilter.UNKNOWN) {
            throw new ServiceException(ErrorType.SERIALIZATION, "Unrecognized field \"ShardFilter\"");
        }
        if (listing.filter() == ShardFilter.IGNORED) {
            return page(after, limit);
        }
        describeCalls++;
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
            return shard.isListedOnly() || listing.trimmedShards();
        }
        Shard.Opening opening = shard.opening();
        if (shard.parent().isEmpty()) {
            return listing.roots().equals(ListingDelay.NONE)
                    || isOver(listing.roots(), opening.at(), opening.describeCalls());
        }
        boolean shown = isOver(listing.children(), opening.at(), opening.describeCalls());
        return shown && (!opening.isSecondChild() || isOver(listing.siblings(), opening.at(), opening.describeCalls()));
    }

    private ListedShard entry(Shard shard) {
        Optional<SequenceNumber> ending = shard.closing()
                .filter(end -> isOver(listing.closings(), end.at(), end.describeCalls()))
                .map(Shard.Closing::ending);
        return new ListedShard(shard.id(), shard.parent(), shard.starting(), ending);
    }

    private boolean isOver(ListingDelay lag, Instant since, long describeCallsThen) {
        return !since.plus(lag.time()).isAfter(context.clock().instant())
                && describeCalls - describeCallsThen > lag.calls();
    }
}
