/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Reading shards: {@link io.changefeed.source.stream.StreamService} is the only place that talks to DynamoDB Streams,
 * {@link io.changefeed.source.stream.ShardReader} reads one shard, {@link io.changefeed.source.stream.Arrivals} is where
 * all that was read waits for the task.
 */
@NullMarked
package io.changefeed.source.stream;

import org.jspecify.annotations.NullMarked;
