/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import io.changefeed.event.ItemKey;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** An item that a snapshot has read, as an event, or the reason why it cannot be published. */
public final class SnapshotRow {
    private final @Nullable ItemKey key;
    private final @Nullable SchemaAndValue recordKey;
    private final @Nullable ConvertedEvent event;
    private final @Nullable ConnectException failure;

    private SnapshotRow(
            @Nullable ItemKey key,
            @Nullable SchemaAndValue recordKey,
            @Nullable ConvertedEvent event,
            @Nullable ConnectException failure) {
        this.key = key;
        this.recordKey = recordKey;
        this.event = event;
        this.failure = failure;
    }

    static SnapshotRow of(ItemKey key, ConvertedEvent event) {
        return new SnapshotRow(key, event.key(), event, null);
    }

    /** A row that cannot be published. Its key can be used: the row may be dropped. */
    static SnapshotRow failed(ItemKey key, SchemaAndValue recordKey, ConnectException failure) {
        return new SnapshotRow(key, recordKey, null, failure);
    }

    static SnapshotRow withoutKey(ConnectException failure) {
        return new SnapshotRow(null, null, null, failure);
    }

    /**
     * The key of the item.
     *
     * @throws ConnectException when the key cannot be converted
     */
    public ItemKey key() {
        return require(key);
    }

    /**
     * The key of the item's records.
     *
     * @throws ConnectException when the key cannot be converted
     */
    public SchemaAndValue recordKey() {
        return require(recordKey);
    }

    /**
     * The event of the item.
     *
     * @throws ConnectException when the item cannot be converted exactly, or its event is too large
     */
    public ConvertedEvent event() {
        return require(event);
    }

    /** Whether {@link #event} throws no exception. */
    public boolean isConverted() {
        return event != null;
    }

    private <T> T require(@Nullable T value) {
        if (value != null) {
            return value;
        }
        throw failure != null ? failure : new IllegalStateException("a row has neither an event nor a failure");
    }
}
