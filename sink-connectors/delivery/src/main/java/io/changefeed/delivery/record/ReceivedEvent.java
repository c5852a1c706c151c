/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.record;

import io.changefeed.event.ChangeEvent;
import java.time.Instant;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A change event that was read from a record and is not acknowledged.
 *
 * @param record the record, for the dead letter queue
 * @param event the event to deliver, whose images are parsed on first use
 * @param receivedAt when Connect passed the record to the task
 * @param offset the record's offset
 */
public record ReceivedEvent(SinkRecord record, ChangeEvent event, Instant receivedAt, PendingOffset offset) {
    /** The size of the event as DynamoDB measures it. */
    public long bytes() {
        return offset.bytes();
    }

    /** Whether the event no longer belongs to the task. */
    public boolean isRevoked() {
        return offset.isRevoked();
    }
}
