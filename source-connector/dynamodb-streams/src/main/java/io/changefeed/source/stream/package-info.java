/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Reading from DynamoDB. {@link io.changefeed.source.stream.StreamClient} is the only class that calls DynamoDB
 * Streams, and {@link io.changefeed.source.stream.TableClient} the only one that reads items. {@link
 * io.changefeed.source.stream.ShardReader} reads one shard, {@link io.changefeed.source.stream.ChildShardLookup} finds
 * its children, and {@link io.changefeed.source.stream.SegmentReader} reads one segment of a table for a snapshot.
 * Their results are buffered for the task in the {@link io.changefeed.source.stream.ReadBuffer}, within the {@link
 * io.changefeed.source.stream.HeapBudget}.
 */
@NullMarked
package io.changefeed.source.stream;

import org.jspecify.annotations.NullMarked;
