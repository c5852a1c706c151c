/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

/**
 * How DescribeStream tells of the shards.
 *
 * @param children how long children stay unlisted; roots are listed at once
 * @param siblings how long the second child of a split does, if that is longer
 * @param endings how long a closed shard is listed as open
 * @param trimmedShards whether shards stay listed once they are gone
 * @param filter what becomes of the shard filter
 */
public record Listing(
        ListingDelay children, ListingDelay siblings, ListingDelay endings, boolean trimmedShards, ShardFilter filter) {
    /** What CHILD_SHARDS does: what it should, nothing (as with older emulators), or a ValidationException. */
    public enum ShardFilter {
        SUPPORTED,
        IGNORED,
        REFUSED
    }

    /** Everything is told, at once. */
    public static final Listing PROMPT =
            new Listing(ListingDelay.NONE, ListingDelay.NONE, ListingDelay.NONE, false, ShardFilter.SUPPORTED);

    public Listing withChildren(ListingDelay lag) {
        return new Listing(lag, siblings, endings, trimmedShards, filter);
    }

    public Listing withSiblings(ListingDelay lag) {
        return new Listing(children, lag, endings, trimmedShards, filter);
    }

    public Listing withEndings(ListingDelay lag) {
        return new Listing(children, siblings, lag, trimmedShards, filter);
    }

    public Listing withTrimmedShards(boolean listed) {
        return new Listing(children, siblings, endings, listed, filter);
    }

    public Listing withFilter(ShardFilter support) {
        return new Listing(children, siblings, endings, trimmedShards, support);
    }
}
