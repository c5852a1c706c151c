/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

/**
 * The behavior of DescribeStream: when and how it lists shards.
 *
 * @param roots how long the first shards of the stream stay unlisted. Meanwhile the stream is ENABLING (API Reference,
 *     StreamDescription)
 * @param children how long child shards stay unlisted
 * @param siblings how long the second child of a split stays unlisted, if longer
 * @param closings how long closed shards are listed as open
 * @param trimmedShards whether expired shards stay listed
 * @param filter whether the shard filter is supported
 */
public record Listing(
        ListingDelay roots,
        ListingDelay children,
        ListingDelay siblings,
        ListingDelay closings,
        boolean trimmedShards,
        ShardFilter filter) {
    /** The result of CHILD_SHARDS. */
    public enum ShardFilter {
        /** The children, as in DynamoDB. */
        SUPPORTED,
        /** All shards, as in older emulators. */
        IGNORED,
        /** A ValidationException. */
        REJECTED,
        /** A SerializationException, as in emulators that refuse unknown parameters. */
        UNKNOWN
    }

    /** Lists every change immediately. */
    public static final Listing IMMEDIATE = new Listing(
            ListingDelay.NONE, ListingDelay.NONE, ListingDelay.NONE, ListingDelay.NONE, false, ShardFilter.SUPPORTED);

    public Listing withRoots(ListingDelay lag) {
        return new Listing(lag, children, siblings, closings, trimmedShards, filter);
    }

    public Listing withChildren(ListingDelay lag) {
        return new Listing(roots, lag, siblings, closings, trimmedShards, filter);
    }

    public Listing withSiblings(ListingDelay lag) {
        return new Listing(roots, children, lag, closings, trimmedShards, filter);
    }

    public Listing withClosings(ListingDelay lag) {
        return new Listing(roots, children, siblings, lag, trimmedShards, filter);
    }

    public Listing withTrimmedShards(boolean listed) {
        return new Listing(roots, children, siblings, closings, listed, filter);
    }

    public Listing withFilter(ShardFilter support) {
        return new Listing(roots, children, siblings, closings, trimmedShards, support);
    }
}
