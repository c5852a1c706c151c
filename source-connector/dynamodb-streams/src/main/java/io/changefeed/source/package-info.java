/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The DynamoDB Streams source connector.
 *
 * <p>The packages are the way of a change: {@code lineage} says which shards are read, {@code deal} by which task,
 * {@code stream} reads them, {@code feed} hands over what was read, {@code record} makes source records of it, and
 * {@code offset} is what Connect stores of how far that has come. {@code signal} is how people ask for snapshots, and
 * {@code selection} which part of a table one reads.
 */
@NullMarked
package io.changefeed.source;

import org.jspecify.annotations.NullMarked;
