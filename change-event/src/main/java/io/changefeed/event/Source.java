/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a change event comes from.
 *
 * @param version of the connector
 * @param name the connector's {@code topic.prefix}
 * @param time ApproximateCreationDateTime, which DynamoDB cuts to the second; of a snapshot read, the time of the read
 * @param snapshot whether the event is a snapshot read, and of which kind
 * @param region of the table, as its ARN has it
 * @param table the table's name
 * @param account of the table, as its ARN has it
 * @param streamArn empty when a snapshot read a table that has no stream
 * @param shardId empty for snapshot reads
 * @param sequenceNumber as DynamoDB gave it; empty for snapshot reads
 * @param order the version of the item's state
 * @param eventId the identity of the event: the stream's eventID; of a snapshot read, a hash that repeats when the read
 *     is repeated
 * @param viewType empty when a snapshot read a table that has no stream
 * @param sizeBytes of the keys and images together, as DynamoDB counts them; 0 where it does not say
 * @param timeToLive whether DynamoDB removed the item because it had expired
 * @param userIdentity empty for changes that a user made
 * @param snapshotId empty for stream events
 * @param droppedImages which images the connector left out because the event was too large; empty when it left out none
 */
public record Source(
        String version,
        String name,
        Instant time,
        Snapshot snapshot,
        String region,
        String table,
        String account,
        Optional<String> streamArn,
        Optional<String> shardId,
        Optional<String> sequenceNumber,
        Order order,
        String eventId,
        Optional<ViewType> viewType,
        long sizeBytes,
        boolean timeToLive,
        Optional<UserIdentity> userIdentity,
        Optional<String> snapshotId,
        Optional<DroppedImages> droppedImages) {

    /** The same source, telling which images were left out. */
    Source dropping(Optional<DroppedImages> images) {
        return new Source(
                version,
                name,
                time,
                snapshot,
                region,
                table,
                account,
                streamArn,
                shardId,
                sequenceNumber,
                order,
                eventId,
                viewType,
                sizeBytes,
                timeToLive,
                userIdentity,
                snapshotId,
                images);
    }

    /** Whether an event is a snapshot read. The texts are those of Debezium's {@code source.snapshot}. */
    public enum Snapshot {
        FALSE("false"),
        TRUE("true"),
        /** Read by a snapshot that was asked for while the connector ran. */
        INCREMENTAL("incremental");

        private final String text;

        Snapshot(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** The constant with this text; empty when there is none. */
        public static Optional<Snapshot> parse(String text) {
            return Arrays.stream(values()).filter(s -> s.text.equals(text)).findFirst();
        }
    }
}
