/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.readmodel.dynamodb.ConditionalWrites.Attempt;
import io.changefeed.readmodel.dynamodb.ConditionalWrites.Condition;
import io.changefeed.readmodel.dynamodb.SharedRow.Entry;
import io.changefeed.readmodel.row.ItemId;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The conditional writes of shared rows. A write whose condition fails returns the row. */
final class SharedRowRequests {
    private static final String ITEM_VERSION = "#version.#item." + SharedRowFormat.VERSION;
    private static final String ITEM_CHANGED = "#version.#item." + SharedRowFormat.CHANGED;
    private static final String ITEM_EXPIRY = "#version.#item." + SharedRowFormat.EXPIRY;
    private static final String ITEM_COLUMNS = "#version.#item." + SharedRowFormat.COLUMNS;

    private static final String IS_OLDER = ITEM_VERSION + " < :version AND " + ITEM_CHANGED + " <= :changed";

    /** Then the row contains nothing that the change has to be merged with. */
    private static final String IS_UNSHARED_AND_OLDER =
            "attribute_not_exists(#version) OR (size(#version) = :one AND " + IS_OLDER + ")";

    /** Then the row shows the item also after its change. */
    private static final String IS_SHOWN_AND_OLDER =
            IS_OLDER + " AND attribute_not_exists(" + ITEM_EXPIRY + ") AND attribute_not_exists(" + ITEM_COLUMNS + ")";

    private final ConditionalWrites writes;
    private final SharedRowFormat format;
    private final String versionAttribute;

    SharedRowRequests(ConditionalWrites writes, String table, MetadataAttributes metadata) {
        this.writes = writes;
        this.format = new SharedRowFormat(table, metadata);
        this.versionAttribute = metadata.version();
    }

    /** The stored form of a row. */
    Map<String, AttributeValue> item(RowKey key, SharedRow row) {
        return format.item(RowItemConverter.key(key), row);
    }

    /**
     * Parses the stored form of a row.
     *
     * @throws FatalWriteException if its version attribute has another format
     */
    SharedRow row(RowKey key, Map<String, AttributeValue> stored) {
        return format.row(key.columns().keySet(), stored);
    }

    /**
     * Replaces a row that no other item has been in, and that is older than the new state of the item.
     *
     * @param row the stored form of the new row
     */
    CompletableFuture<Attempt> putIfUnshared(
            ItemId item, Entry entry, Map<String, AttributeValue> row, CancellableCalls calls) {
        Condition condition = new Condition(
                IS_UNSHARED_AND_OLDER,
                names(item),
                Map.of(
                        ":one", AttributeValue.fromN("1"),
                        ":version", AttributeValue.fromS(entry.version().text()),
                        ":changed", AttributeValue.fromS(entry.changed())));
        return writes.put(row, condition, calls);
    }

    /** Raises the version and the time of an item that the row shows, and keeps its columns. */
    CompletableFuture<Attempt> raiseIfShown(
            ItemId item, RowVersion version, String changed, RowKey key, CancellableCalls calls) {
        Condition condition = new Condition(
                IS_SHOWN_AND_OLDER,
                names(item),
                Map.of(":version", AttributeValue.fromS(version.text()), ":changed", AttributeValue.fromS(changed)));
        return writes.update(
                RowItemConverter.key(key),
                "SET " + ITEM_VERSION + " = :version, " + ITEM_CHANGED + " = :changed",
                condition,
                calls);
    }

    /**
     * Replaces a row.
     *
     * @param row the stored form of the new row
     * @param stored the row as it was read
     */
    CompletableFuture<Attempt> putIfUnchanged(
            Map<String, AttributeValue> row, Map<String, AttributeValue> stored, CancellableCalls calls) {
        Map<String, String> names = Map.of("#version", versionAttribute);
        AttributeValue version = stored.get(versionAttribute);
        Condition condition = version == null
                ? new Condition("attribute_not_exists(#version)", names, Map.of())
                : new Condition("#version = :stored", names, Map.of(":stored", version));
        return writes.put(row, condition, calls);
    }

    private Map<String, String> names(ItemId item) {
        return Map.of("#version", versionAttribute, "#item", item.id());
    }
}
