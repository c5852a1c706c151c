/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.Operation;
import io.changefeed.source.metrics.TableMetrics;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;

/**
 * A change event as the key and value of a record. Only the offset is missing.
 *
 * @param timestamp of the record: when the item changed, in milliseconds since the epoch
 * @param tombstoneHeader the header of the tombstone that follows a remove; empty if none follows
 * @param oversize which images were dropped; empty if none
 */
public record ConvertedEvent(
        String topic,
        Operation operation,
        long timestamp,
        SchemaAndValue key,
        SchemaAndValue value,
        Optional<String> tombstoneHeader,
        Optional<OversizeEvent> oversize) {

    /**
     * Counts the event, and logs which images were dropped. Called when the event is emitted, not when it is converted: a
     * converted event can be discarded, and be read again.
     */
    public void emitted(TableMetrics metrics) {
        metrics.emitted(operation);
        oversize.ifPresent(event -> {
            metrics.oversizeEventEmitted();
            event.log();
        });
    }
}
