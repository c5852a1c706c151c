/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The context that all streams of one service share.
 *
 * @param logicalClock increasing numbers that order events of different shards
 */
public record StreamContext(Clock clock, ShardIds shardIds, LongSupplier logicalClock) {
    /** How long records are retained (AWS, Developer Guide, "Change data capture for DynamoDB Streams"). */
    public static final Duration RETENTION = Duration.ofHours(24);

    /** Returns the time before which records are trimmed. */
    public Instant trimHorizon() {
        return clock.instant().minus(RETENTION);
    }
}
