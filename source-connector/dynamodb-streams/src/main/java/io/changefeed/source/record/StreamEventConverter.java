/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.aws.response.RawRecord;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.UserIdentity;
import io.changefeed.event.ViewType;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/** Converts the records of a table's stream to change events. */
final class StreamEventConverter {
    private final TableStream table;
    private final Optional<String> streamArn;
    private final String region;
    private final String account;
    private final String connectorVersion;
    private final String connectorName;

    StreamEventConverter(TableStream table, String connectorVersion, String connectorName) {
        this.table = table;
        this.streamArn = Optional.of(table.streamArn());
        this.region = table.region();
        this.account = table.account();
        this.connectorVersion = connectorVersion;
        this.connectorName = connectorName;
    }

    /**
     * Converts a record.
     *
     * @param readAt when the record was read
     * @throws RuntimeException when the record cannot be converted exactly; the message contains the reason
     */
    ChangeEvent convert(RawRecord record, String shardId, Instant readAt) {
        record.problem().ifPresent(problem -> {
            throw problem;
        });
        return new ChangeEvent(
                operation(record),
                Keys.of(table.key(), record.keys()),
                record.oldImage(),
                record.newImage(),
                source(record, shardId),
                readAt);
    }

    /** DynamoDB Local 3 has its own event name for expired items: they have an old image and no new one. */
    private static Operation operation(RawRecord record) {
        return switch (record.eventName()) {
            case "INSERT" -> Operation.INSERT;
            case "MODIFY" -> Operation.MODIFY;
            case "REMOVE" -> Operation.REMOVE;
            default -> {
                if (record.oldImage().isPresent() && record.newImage().isEmpty()) {
                    yield Operation.REMOVE;
                }
                throw unsupported("event name", record.eventName());
            }
        };
    }

    private static ViewType viewType(String name) {
        try {
            return ViewType.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw unsupported("stream view type", name);
        }
    }

    private static DataException unsupported(String kind, String value) {
        return new DataException("this version of Changefeed does not support the " + kind + " '" + value
                + "'. Install a newer version");
    }

    private Source source(RawRecord record, String shardId) {
        return new Source(
                connectorVersion,
                connectorName,
                record.changedAt(),
                Source.Snapshot.FALSE,
                region,
                table.name(),
                account,
                streamArn,
                Optional.of(shardId),
                Optional.of(record.sequenceNumber()),
                Order.of(table.generation(), record.sequenceNumber()),
                record.eventId(),
                record.viewType().map(StreamEventConverter::viewType),
                record.sizeBytes(),
                record.userIdentity().filter(UserIdentity.TIME_TO_LIVE::equals).isPresent(),
                record.userIdentity(),
                Optional.empty(),
                Optional.empty());
    }
}
