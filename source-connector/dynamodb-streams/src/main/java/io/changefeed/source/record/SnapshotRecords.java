/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.aws.ItemValues;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.DynamoDbJson;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.ViewType;
import io.changefeed.source.config.SourceConfig;
import io.changefeed.source.metrics.TableMeter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Makes source records of the items that a snapshot of one table read. */
public final class SnapshotRecords {
    private static final DynamoDbJson JSON = new DynamoDbJson();

    private final TableStream table;
    private final String region;
    private final String account;
    private final String connectorName;
    private final String snapshot;
    private final Source.Snapshot kind;
    private final Optional<ViewType> viewType;
    private final EventRecords records;
    private final Clock clock;

    /**
     * @param snapshot the snapshot's id
     * @param kind of the snapshot
     * @param viewType of the table's stream
     */
    public SnapshotRecords(
            TableStream table,
            String snapshot,
            Source.Snapshot kind,
            Optional<ViewType> viewType,
            SourceConfig config,
            TableMeter meter,
            Clock clock) {
        this.table = table;
        this.region = table.region();
        this.account = table.account();
        this.connectorName = config.topics().prefix();
        this.snapshot = snapshot;
        this.kind = kind;
        this.viewType = viewType;
        this.records = new EventRecords(table, config, meter);
        this.clock = clock;
    }

    /**
     * The key of an item of the table, or of attributes that hold it.
     *
     * @throws DataException when an attribute of it is missing
     */
    public ItemKey key(Map<String, AttributeValue> attributes) {
        return ItemValues.key(table.key(), attributes);
    }

    /** Any attributes, as an item. */
    public static Item item(Map<String, AttributeValue> attributes) {
        return ItemValues.item(attributes);
    }

    /**
     * The record of an item.
     *
     * @throws ConnectException when it is too large; the message says which item it is
     */
    public SourceRecord of(
            Map<String, AttributeValue> item,
            Instant readAt,
            Map<String, String> partition,
            Map<String, String> offset) {
        ItemKey key = key(item);
        ChangeEvent event = new ChangeEvent(
                Operation.READ,
                key,
                Optional.empty(),
                Optional.of(ItemValues.item(item)),
                source(key, readAt),
                clock.instant());
        return records.of(event, partition, offset);
    }

    private Source source(ItemKey key, Instant readAt) {
        return new Source(
                ChangefeedVersion.text(),
                connectorName,
                readAt,
                kind,
                region,
                table.name(),
                account,
                Optional.of(table.streamArn()),
                Optional.empty(),
                Optional.empty(),
                Order.ofSnapshot(table.generation()),
                eventId(key),
                viewType,
                0,
                false,
                Optional.empty(),
                Optional.of(snapshot),
                Optional.empty());
    }

    /** The same when the item is read again for the same snapshot. Neither an ARN nor an id has a line's end. */
    private String eventId(ItemKey key) {
        String identity = table.arn() + "\n" + snapshot + "\n" + JSON.text(new Item(key.attributes()));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(identity.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
