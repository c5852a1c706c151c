/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

/**
 * The event of a stream record.
 *
 * @param sequenceNumber of the stream record in its shard
 */
public record ConvertedChange(String sequenceNumber, ConvertedEvent event) {}
