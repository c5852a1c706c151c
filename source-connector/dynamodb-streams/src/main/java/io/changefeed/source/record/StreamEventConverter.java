/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.aws.ItemValues;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.Item;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Path;
import io.changefeed.event.Source;
import io.changefeed.event.UserIdentity;
import io.changefeed.event.ViewType;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Converts the records of a table's stream to change events. */
final class StreamEventConverter {
    /** As GetRecords names the images. */
    private static final Path OLD_IMAGE = Path.ROOT.field("OldImage");

    private static final Path NEW_IMAGE = Path.ROOT.field("NewImage");

    private final TableStream table;
    private final ItemValues.Untyped untyped;
    private final String region;
    private final String account;
    private final String connectorVersion;
    private final String connectorName;
    private final Clock clock;

    StreamEventConverter(TableStream table, String connectorVersion, String connectorName, Clock clock) {
        this.table = table;
        this.untyped = table.isLocal() ? ItemValues.Untyped.EMPTY_MAP : ItemValues.Untyped.UNKNOWN;
        this.region = table.region();
        this.account = table.account();
        this.connectorVersion = connectorVersion;
        this.connectorName = connectorName;
        this.clock = clock;
    }

    /** @throws RuntimeException when the record cannot be converted exactly; the message contains the reason */
    ChangeEvent convert(Record record, String shardId) {
        StreamRecord change = record.dynamodb();
        return new ChangeEvent(
                operation(record),
                ItemValues.key(table.key(), change.keys()),
                image(change.hasOldImage(), change.oldImage(), OLD_IMAGE),
                image(change.hasNewImage(), change.newImage(), NEW_IMAGE),
                source(record, change, shardId),
                clock.instant());
    }

    /** DynamoDB Local 3 has its own event name for expired items: they have an old image and no new one. */
    private static Operation operation(Record record) {
        if (record.eventName() == OperationType.INSERT) {
            return Operation.INSERT;
        }
        if (record.eventName() == OperationType.MODIFY) {
            return Operation.MODIFY;
        }
        StreamRecord change = record.dynamodb();
        if (record.eventName() == OperationType.REMOVE || (change.hasOldImage() && !change.hasNewImage())) {
            return Operation.REMOVE;
        }
        throw unsupported("event name", record.eventNameAsString());
    }

    private static Optional<ViewType> viewType(StreamRecord change) {
        @Nullable String name = change.streamViewTypeAsString();
        if (name == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ViewType.valueOf(name));
        } catch (IllegalArgumentException e) {
            throw unsupported("stream view type", name);
        }
    }

    private static DataException unsupported(String kind, @Nullable String value) {
        return new DataException("this version of Changefeed does not support the " + kind + " '" + value
                + "'. Install a newer version");
    }

    private Optional<Item> image(boolean present, Map<String, AttributeValue> attributes, Path path) {
        return present ? Optional.of(ItemValues.item(attributes, path, untyped)) : Optional.empty();
    }

    private Source source(Record record, StreamRecord change, String shardId) {
        Optional<UserIdentity> identity =
                Optional.ofNullable(record.userIdentity()).map(StreamEventConverter::identity);
        return new Source(
                connectorVersion,
                connectorName,
                change.approximateCreationDateTime(),
                Source.Snapshot.FALSE,
                region,
                table.name(),
                account,
                Optional.of(table.streamArn()),
                Optional.of(shardId),
                Optional.of(change.sequenceNumber()),
                Order.of(table.generation(), change.sequenceNumber()),
                record.eventID(),
                viewType(change),
                Optional.ofNullable(change.sizeBytes()).orElse(0L),
                identity.filter(UserIdentity.TIME_TO_LIVE::equals).isPresent(),
                identity,
                Optional.empty(),
                Optional.empty());
    }

    private static UserIdentity identity(Identity identity) {
        return new UserIdentity(identity.type(), identity.principalId());
    }
}
