/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.dynamodb.ConditionalWrites.Attempt;
import io.changefeed.readmodel.dynamodb.ConditionalWrites.Condition;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Writes rows of one item each. The version is an attribute of the row. A deleted row remains without columns until it
 * expires, or with its columns after a soft delete.
 */
final class OwnedRowWriter implements RowWriter {
    private static final String IS_OLDER = "(attribute_not_exists(#version) OR #version < :version)";

    private final ConditionalWrites writes;
    private final String table;
    private final MetadataAttributes metadata;
    private final Duration retention;
    private final Clock clock;

    /** @param retention how long the versions of deleted rows are kept */
    OwnedRowWriter(
            ConditionalWrites writes, String table, MetadataAttributes metadata, Duration retention, Clock clock) {
        this.writes = writes;
        this.table = table;
        this.metadata = metadata;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<EventResult> put(ItemChange change, Row row, CancellableCalls calls) {
        return put(RowItemConverter.item(row), change, calls);
    }

    private CompletableFuture<EventResult> put(
            Map<String, AttributeValue> content, ItemChange change, CancellableCalls calls) {
        Map<String, AttributeValue> item = new HashMap<>(content);
        item.put(metadata.version(), version(change));
        Condition isOlder =
                new Condition(IS_OLDER, Map.of("#version", metadata.version()), Map.of(":version", version(change)));
        return writes.put(item, isOlder, calls).thenApply(attempt -> resultOf(attempt, change.storedVersion()));
    }

    @Override
    public CompletableFuture<EventResult> remove(ItemChange change, RowKey key, CancellableCalls calls) {
        return metadata.deleted()
                .map(deleted -> markDeleted(change, key, deleted, calls))
                .orElseGet(() -> {
                    Map<String, AttributeValue> tombstone = new HashMap<>(RowItemConverter.key(key));
                    tombstone.put(
                            metadata.expiry(),
                            RowItemConverter.seconds(clock.instant().plus(retention)));
                    return put(tombstone, change, calls);
                });
    }

    private CompletableFuture<EventResult> markDeleted(
            ItemChange change, RowKey key, String deleted, CancellableCalls calls) {
        AttributeValue time = RowItemConverter.time(change.time());
        Condition isOlder = new Condition(
                IS_OLDER,
                Map.of("#version", metadata.version(), "#deleted", deleted),
                Map.of(":version", version(change), ":deleted", time));
        return writes.update(RowItemConverter.key(key), "SET #version = :version, #deleted = :deleted", isOlder, calls)
                .thenApply(attempt -> resultOf(attempt, change.storedVersion()))
                .exceptionallyCompose(failure -> {
                    if (!DynamoDbErrorClassifier.isInvalidRow(failure)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    // The columns cannot be kept, for instance because of an index that was added to the table later.
                    Map<String, AttributeValue> empty = new HashMap<>(RowItemConverter.key(key));
                    empty.put(deleted, time);
                    return put(empty, change, calls);
                });
    }

    @Override
    public CompletableFuture<EventResult> reject(ItemChange change, RowKey key, CancellableCalls calls) {
        Map<String, AttributeValue> rowKey = RowItemConverter.key(key);
        Condition isOlderRow = new Condition(
                "attribute_exists(#key) AND attribute_not_exists(#expiry) AND " + IS_OLDER,
                Map.of(
                        "#key", rowKey.keySet().iterator().next(),
                        "#expiry", metadata.expiry(),
                        "#version", metadata.version()),
                Map.of(":version", version(change)));
        return writes.update(rowKey, "SET #version = :version", isOlderRow, calls)
                .thenCompose(attempt -> attempt.stored().containsKey(metadata.expiry())
                        // A tombstone with a new version also needs a new expiry.
                        ? remove(change, key, calls)
                        : CompletableFuture.completedFuture(
                                attempt.isWritten() || attempt.stored().isEmpty()
                                        ? new EventResult.Delivered()
                                        : resultOf(attempt, change.storedVersion())));
    }

    private static AttributeValue version(ItemChange change) {
        return AttributeValue.fromS(change.storedVersion().text());
    }

    private EventResult resultOf(Attempt attempt, RowVersion version) {
        if (attempt.isWritten()) {
            return new EventResult.Delivered();
        }
        Optional<RowVersion> stored = storedVersion(attempt.stored());
        stored.ifPresent(found -> FatalWriteException.requireNoConflict(version, found));
        return stored.isPresent()
                ? new EventResult.Stale()
                : new EventResult.Retry("the row was removed while it was written");
    }

    private Optional<RowVersion> storedVersion(Map<String, AttributeValue> stored) {
        AttributeValue version = stored.get(metadata.version());
        if (version != null && version.s() == null) {
            throw FatalWriteException.unknownVersion(table, metadata.version());
        }
        return Optional.ofNullable(version).map(AttributeValue::s).map(RowVersion::new);
    }
}
