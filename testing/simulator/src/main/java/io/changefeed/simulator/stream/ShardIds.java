/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Clock;
import java.util.random.RandomGenerator;

/** Generates shard ids in the format of DynamoDB: the time in 20 digits, then 8 hexadecimal digits. */
public final class ShardIds {
    private final Clock clock;
    private final RandomGenerator random;
    private long last;

    public ShardIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** Returns a new id. Ids increase as text; if the current millisecond is already used, the next one is taken. */
    public String next() {
        last = Math.max(last + 1, clock.millis());
        return of(last);
    }

    /** Returns an id for this time. */
    public String of(long epochMillis) {
        return String.format("shardId-%020d-%08x", epochMillis, random.nextInt());
    }
}
