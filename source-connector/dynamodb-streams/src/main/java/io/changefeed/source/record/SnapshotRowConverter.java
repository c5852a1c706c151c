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
import io.changefeed.source.metrics.TableMetrics;
import io.changefeed.source.stream.HeapBudget.Allocation;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts the items that a snapshot of one table reads to source records. */
public final class SnapshotRowConverter {
    private static final DynamoDbJson JSON = new DynamoDbJson();

    private final TableStream table;
    private final String region;
    private final String account;
    private final String connectorName;
    private final String snapshot;
    private final Source.Snapshot kind;
    private final Optional<ViewType> viewType;
    private final SourceRecordFactory records;
    private final Clock clock;

    /**
     * @param snapshot the snapshot's id
     * @param kind of the snapshot
     * @param viewType of the table's stream
     */
    public SnapshotRowConverter(
            TableStream table,
            String snapshot,
            Source.Snapshot kind,
            Optional<ViewType> viewType,
            SourceConfig config,
            TableMetrics metrics,
            Clock clock) {
        this.table = table;
        this.region = table.region();
        this.account = table.account();
        this.connectorName = config.topics().prefix();
        this.snapshot = snapshot;
        this.kind = kind;
        this.viewType = viewType;
        this.records = new SourceRecordFactory(table, config, metrics);
        this.clock = clock;
    }

    /**
     * The key of an item, or of attributes that contain the key.
     *
     * @throws ConnectException when a key attribute is missing
     */
    public ItemKey key(Map<String, AttributeValue> attributes) {
        try {
            return ItemValues.key(table.key(), attributes);
        } catch (RuntimeException e) {
            throw PublishingErrors.ofItem(table, snapshot, attributes, e);
        }
    }

    /** Converts attributes to an item. */
    public static Item item(Map<String, AttributeValue> attributes) {
        return ItemValues.item(attributes);
    }

    /**
     * Converts an item to a record.
     *
     * @param allocation of the page
     * @throws ConnectException when the item cannot be converted exactly, or the event is too large; the message
     *     identifies the item
     */
    public SourceRecord convert(
            Map<String, AttributeValue> item,
            Instant readAt,
            Map<String, String> partition,
            Map<String, String> offset,
            Allocation allocation) {
        ItemKey key = key(item);
        try {
            ChangeEvent event = new ChangeEvent(
                    Operation.READ,
                    key,
                    Optional.empty(),
                    Optional.of(ItemValues.item(item)),
                    source(key, readAt),
                    clock.instant());
            return records.create(event, partition, offset, allocation);
        } catch (RuntimeException e) {
            throw PublishingErrors.ofItem(table, snapshot, item, e);
        }
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

    /** An id that is stable when the snapshot reads the item again. ARNs and snapshot ids contain no line breaks. */
    private String eventId(ItemKey key) {
        String identity = table.arn() + "\n" + snapshot + "\n" + JSON.text(new Item(key.attributes()));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(identity.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is unavailable", e);
        }
    }
}
