/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Duration;

/**
 * How long a listing takes to show a fact: this time and this many DescribeStream listings, whichever is the longer.
 * Further pages of one listing do not count, calls with a shard filter do.
 */
public record ListingDelay(Duration time, int calls) {
    public static final ListingDelay NONE = new ListingDelay(Duration.ZERO, 0);

    /** For this time by the simulator's clock. */
    public static ListingDelay of(Duration time) {
        return new ListingDelay(time, 0);
    }

    /** For the next {@code calls} listings. */
    public static ListingDelay ofCalls(int calls) {
        return new ListingDelay(Duration.ZERO, calls);
    }
}
