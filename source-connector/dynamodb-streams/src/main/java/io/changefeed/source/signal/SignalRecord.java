/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.signal;

/**
 * A record of the signal topic, addressed to any connector.
 *
 * @param timestamp of the record, in milliseconds since the epoch
 */
public record SignalRecord(long offset, long timestamp, String key, String value) {}
