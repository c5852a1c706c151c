/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Duration;

/**
 * How long a change stays invisible in listings: for this time and for this number of DescribeStream listings,
 * whichever is longer. The second and later pages of a listing do not count; calls with a shard filter do.
 */
public record ListingDelay(Duration time, int calls) {
    public static final ListingDelay NONE = new ListingDelay(Duration.ZERO, 0);

    /** A delay that ends when the listing is set again. */
    public static final ListingDelay ENDLESS = ofCalls(Integer.MAX_VALUE);

    /** A delay of this time by the clock of the simulator. */
    public static ListingDelay of(Duration time) {
        return new ListingDelay(time, 0);
    }

    /** A delay of this number of listings. */
    public static ListingDelay ofCalls(int calls) {
        return new ListingDelay(Duration.ZERO, calls);
    }
}
