/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The origin of a change event.
 *
 * @param version the version of the connector
 * @param name the connector's {@code topic.prefix}
 * @param time ApproximateCreationDateTime, which DynamoDB truncates to the second; for a snapshot read, the time of the
 *     read
 * @param snapshot whether the event is a snapshot read, and the kind of snapshot
 * @param region the AWS region of the table
 * @param table the name of the table
 * @param account the AWS account ID of the table
 * @param streamArn empty if a snapshot reads a table without a stream
 * @param shardId empty for snapshot reads
 * @param sequenceNumber empty for snapshot reads
 * @param order the version of the state of the item
 * @param eventId the ID of the event: the eventID of the stream record; for a snapshot read, a hash that stays the same
 *     when the read is repeated; for a derived remove, the ID of the original event and {@code -left}
 * @param viewType empty if a snapshot reads a table without a stream
 * @param sizeBytes the size of keys and images as DynamoDB reports it; 0 if unknown
 * @param timeToLive whether DynamoDB deleted the item because its time to live expired
 * @param userIdentity empty for changes by users
 * @param snapshotId empty for stream events
 * @param droppedImages the images that the connector dropped because the event was too large; empty for none
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
    private static final String DERIVED_REMOVE = "-left";

    /** Returns this source with the given dropped images. */
    Source withDroppedImages(Optional<DroppedImages> images) {
        return with(order, eventId, images);
    }

    /** Returns the source of a remove that is derived from the event. */
    Source ofDerivedRemove() {
        return with(order.ofDerivedRemove(), eventId + DERIVED_REMOVE, droppedImages);
    }

    private Source with(Order newOrder, String newEventId, Optional<DroppedImages> newDroppedImages) {
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
                newOrder,
                newEventId,
                viewType,
                sizeBytes,
                timeToLive,
                userIdentity,
                snapshotId,
                newDroppedImages);
    }

    /** Whether an event is a snapshot read, with the values of {@code source.snapshot} in Debezium. */
    public enum Snapshot {
        FALSE("false"),
        TRUE("true"),
        /** Read by a snapshot that a signal requested. */
        INCREMENTAL("incremental");

        private static final Map<String, Snapshot> BY_TEXT =
                Arrays.stream(values()).collect(toUnmodifiableMap(Snapshot::text, identity()));

        private final String text;

        Snapshot(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** Returns the constant with this text; empty if there is none. */
        public static Optional<Snapshot> parse(String text) {
            return Optional.ofNullable(BY_TEXT.get(text));
        }
    }
}
