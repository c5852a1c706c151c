/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

/**
 * The behavior of DescribeStream: when and how it lists shards.
 *
 * @param children how long child shards stay unlisted; root shards are listed immediately
 * @param siblings how long the second child of a split stays unlisted, if longer
 * @param closings how long closed shards are listed as open
 * @param trimmedShards whether expired shards stay listed
 * @param filter whether the shard filter is supported
 */
public record Listing(
        ListingDelay children,
        ListingDelay siblings,
        ListingDelay closings,
        boolean trimmedShards,
        ShardFilter filter) {
    /** The result of CHILD_SHARDS: as in DynamoDB, ignored (as in older emulators), or a ValidationException. */
    public enum ShardFilter {
        SUPPORTED,
        IGNORED,
        REJECTED
    }

    /** Lists every change immediately. */
    public static final Listing IMMEDIATE =
            new Listing(ListingDelay.NONE, ListingDelay.NONE, ListingDelay.NONE, false, ShardFilter.SUPPORTED);

    public Listing withChildren(ListingDelay lag) {
        return new Listing(lag, siblings, closings, trimmedShards, filter);
    }

    public Listing withSiblings(ListingDelay lag) {
        return new Listing(children, lag, closings, trimmedShards, filter);
    }

    public Listing withClosings(ListingDelay lag) {
        return new Listing(children, siblings, lag, trimmedShards, filter);
    }

    public Listing withTrimmedShards(boolean listed) {
        return new Listing(children, siblings, closings, listed, filter);
    }

    public Listing withFilter(ShardFilter support) {
        return new Listing(children, siblings, closings, trimmedShards, support);
    }
}
