/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Clock;
import java.util.random.RandomGenerator;

/** Makes shard ids of DynamoDB's form: the time in 20 digits, then 8 hexadecimal ones. */
public final class ShardIds {
    private final Clock clock;
    private final RandomGenerator random;
    private long last;

    public ShardIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Later ids are greater as text too: a millisecond that is taken is followed by the next. */
    public String next() {
        last = Math.max(last + 1, clock.millis());
        return of(last);
    }

    /** The id of a shard that was opened at this time, which need not ever have been. */
    public String of(long epochMillis) {
        return String.format("shardId-%020d-%08x", epochMillis, random.nextInt());
    }
}
