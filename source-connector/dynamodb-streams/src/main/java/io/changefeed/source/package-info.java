/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The DynamoDB Streams source connector.
 *
 * <p>{@code lineage} models shards, slots and positions. {@code assignment} discovers tables and shards and assigns
 * them to tasks. {@code stream} reads them, {@code record} converts what was read to keys and values, and {@code task} is
 * the loop that emits them as records. {@code offset} defines the offsets that Kafka Connect stores, {@code signal} reads
 * the signals for snapshots, and {@code selection} restricts what a snapshot reads.
 */
@NullMarked
package io.changefeed.source;

import org.jspecify.annotations.NullMarked;
