/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.aws.response.RawItem;
import io.changefeed.aws.response.RawRecord;
import org.apache.kafka.connect.errors.ConnectException;

/** Creates the errors of changes and items that cannot be published. They fail the task. */
final class PublishingErrors {
    private PublishingErrors() {}

    /** @param cause whose message contains the reason and a remedy, and no values of the item */
    static ConnectException ofChange(TableStream table, String shardId, RawRecord change, RuntimeException cause) {
        String sequenceNumber = change.sequenceNumber();
        return new ConnectException(
                "Cannot publish change " + sequenceNumber + " of shard " + shardId + " of table " + table.name()
                        + " (key " + KeyText.of(table.key(), change.keys()) + "): " + cause.getMessage()
                        + ". The changes before it in the shard are published; this change and later ones are not."
                        + " Restart the task after you have fixed the cause, within 24 hours of the change: DynamoDB"
                        + " does not retain it longer. To skip the change, stop the connector, set the position of the"
                        + " shard to " + sequenceNumber + " with PATCH /connectors/<name>/offsets, and resume it.",
                cause);
    }

    /** @param cause whose message contains the reason and a remedy, and no values of the item */
    static ConnectException ofItem(TableStream table, String snapshot, RawItem item, RuntimeException cause) {
        return new ConnectException(
                "Cannot publish an item of table " + table.name() + " (key " + KeyText.of(table.key(), item.keys())
                        + ") in snapshot " + snapshot + ": " + cause.getMessage()
                        + ". The snapshot stops before the page of the item. Restart the task after you have fixed the"
                        + " cause: the snapshot continues with this page.",
                cause);
    }
}
