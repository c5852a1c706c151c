/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * A record in a shard.
 *
 * @param appended when it came into the shard, which decides when it is trimmed
 * @param sizeBytes of keys and images, which count towards a page's megabyte
 * @param json the record as GetRecords shows it
 */
public record StreamRecord(SequenceNumber sequenceNumber, Instant appended, int sizeBytes, Supplier<byte[]> json) {}
