/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.aws.response.RawItem;
import io.changefeed.connector.ChangefeedVersion;
import io.changefeed.event.ChangeEvent;
import io.changefeed.event.DynamoDbJson;
import io.changefeed.event.Item;
import io.changefeed.event.ItemKey;
import io.changefeed.event.KeySchema;
import io.changefeed.event.Operation;
import io.changefeed.event.Order;
import io.changefeed.event.Source;
import io.changefeed.event.ViewType;
import io.changefeed.source.config.SourceConfig;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;

/** Converts the items that a snapshot of one table reads to keys and values of records. Thread-safe. */
public final class SnapshotRowConverter {
    private static final DynamoDbJson JSON = new DynamoDbJson();

    private final TableStream table;
    private final String region;
    private final String account;
    private final String connectorName;
    private final String snapshot;
    private final Source.Snapshot kind;
    private final Optional<ViewType> viewType;
    private final EventConverter records;

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
            SourceConfig config) {
        this.table = table;
        this.region = table.region();
        this.account = table.account();
        this.connectorName = config.topics().prefix();
        this.snapshot = snapshot;
        this.kind = kind;
        this.viewType = viewType;
        this.records = new EventConverter(table, config);
    }

    public KeySchema keySchema() {
        return table.key();
    }

    /** Converts an item that was just read. */
    public SnapshotRow convert(RawItem item, Instant readAt) {
        ItemKey key;
        SchemaAndValue recordKey;
        try {
            key = Keys.of(table.key(), item.keys());
            recordKey = records.key(key);
        } catch (RuntimeException e) {
            return SnapshotRow.withoutKey(
                    failure(item, item.problem().<RuntimeException>map(p -> p).orElse(e)));
        }
        try {
            item.problem().ifPresent(problem -> {
                throw problem;
            });
            return SnapshotRow.of(key, records.convert(event(key, item.item(), readAt), recordKey));
        } catch (RuntimeException e) {
            return SnapshotRow.failed(key, recordKey, failure(item, e));
        }
    }

    private ConnectException failure(RawItem item, RuntimeException cause) {
        return PublishingErrors.ofItem(table, snapshot, item, cause);
    }

    private ChangeEvent event(ItemKey key, Item item, Instant readAt) {
        return new ChangeEvent(Operation.READ, key, Optional.empty(), Optional.of(item), source(key, readAt), readAt);
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
