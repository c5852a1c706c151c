/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import io.changefeed.delivery.record.PendingOffset;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record that cannot be delivered.
 *
 * @param offset the record's offset, which is pending
 * @param table the table of its event; empty if the record is unreadable
 * @param reason why it cannot be delivered
 */
public record UndeliverableRecord(SinkRecord record, PendingOffset offset, Optional<String> table, String reason) {
    /** Where to find the record in Kafka. */
    String place() {
        return "The record at offset " + record.originalKafkaOffset() + " of " + record.originalTopic() + "-"
                + record.originalKafkaPartition();
    }
}
