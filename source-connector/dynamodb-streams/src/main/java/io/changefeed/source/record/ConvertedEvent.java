/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.Operation;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;

/**
 * A change event as the key and value of a record. Only the offset is missing.
 *
 * @param timestamp of the record: when the item changed, in milliseconds since the epoch
 * @param tombstoneHeader the header of the tombstone that follows a remove; empty if none follows
 */
public record ConvertedEvent(
        String topic,
        Operation operation,
        long timestamp,
        SchemaAndValue key,
        SchemaAndValue value,
        Optional<String> tombstoneHeader) {}
