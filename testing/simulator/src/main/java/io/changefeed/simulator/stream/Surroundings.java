/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * What all streams of one service share.
 *
 * @param moments rising numbers, by which what happened to different shards compares
 */
public record Surroundings(Clock clock, ShardIds shardIds, LongSupplier moments) {
    /** How long a record can be read (AWS, Developer Guide, "Change data capture for DynamoDB Streams"). */
    public static final Duration RETENTION = Duration.ofHours(24);

    /** What came in before this moment is trimmed. */
    public Instant trimHorizon() {
        return clock.instant().minus(RETENTION);
    }
}
