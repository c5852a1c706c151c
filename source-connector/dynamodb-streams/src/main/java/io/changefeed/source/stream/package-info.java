/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Reading: {@link io.changefeed.source.stream.StreamClient} is the only place that talks to DynamoDB Streams, and
 * {@link io.changefeed.source.stream.TableClient} the only one that reads items. {@link
 * io.changefeed.source.stream.ShardReader} reads one shard and {@link io.changefeed.source.stream.ChildShardLookup} finds what
 * grew out of it; {@link io.changefeed.source.stream.SegmentReader} reads one segment of a table for a snapshot; {@link
 * io.changefeed.source.stream.ReadBuffer} is where all that was read waits for the task.
 */
@NullMarked
package io.changefeed.source.stream;

import org.jspecify.annotations.NullMarked;
