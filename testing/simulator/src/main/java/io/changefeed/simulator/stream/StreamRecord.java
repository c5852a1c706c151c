/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * A record in a shard.
 *
 * @param appended when it was appended to the shard, which determines when it is trimmed
 * @param sizeBytes the size of key and images, which counts towards the limit of a page
 * @param json the record as GetRecords returns it
 */
public record StreamRecord(SequenceNumber sequenceNumber, Instant appended, int sizeBytes, Supplier<byte[]> json) {}
