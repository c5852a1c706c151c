/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.row.RowVersion;
import io.changefeed.readmodel.row.RowVersions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Writes versions of rows that are newer than the stored ones. A row that does not exist or was written by the same item
 * only takes one conditional call. Otherwise the failed call returns the current row, and the merged row is written on the
 * condition that the row has not changed since.
 */
final class ConditionalRowWriter {
    /** Maximum number of conflicting writes before giving up; each conflict means that another writer made progress. */
    private static final int MAX_CONFLICTS = 20;

    /** The row does not exist, or contains only an older version by this item. */
    private static final String IS_UNSHARED_AND_OLDER =
            "attribute_not_exists(#versions) OR (size(#versions) = :one AND #versions.#item.#order < :order)";

    private final DynamoDbAsyncClient client;
    private final String table;
    private final RowItemConverter converter;
    private final Clock clock;

    ConditionalRowWriter(DynamoDbAsyncClient client, String table, RowItemConverter converter, Clock clock) {
        this.client = client;
        this.table = table;
        this.converter = converter;
        this.clock = clock;
    }

    /** Returns whether the write was applied; false if the row already has this version or a newer one. */
    CompletableFuture<Boolean> write(RowWrite write, CancellableCalls calls) {
        return tryUnshared(write, calls, MAX_CONFLICTS);
    }

    private CompletableFuture<Boolean> tryUnshared(RowWrite write, CancellableCalls calls, int attempts) {
        boolean isSoftDelete = write.version() instanceof RowVersion.Tombstone
                && converter.metadata().deleted().isPresent();
        CompletableFuture<?> call = isSoftDelete
                ? calls.start(() -> client.updateItem(softDelete(write)))
                : calls.start(() -> client.putItem(put(write)));
        return handleConflict(call, failure -> retryAfterConflict(write, failure, calls, attempts));
    }

    private Map<String, String> names(RowWrite write) {
        return Map.of(
                "#versions", converter.metadata().versions(),
                "#item", write.item().id(),
                "#order", RowVersionsAttribute.ORDER);
    }

    private static Map<String, AttributeValue> values(RowWrite write) {
        return Map.of(
                ":one", RowVersionsAttribute.number(1),
                ":order", AttributeValue.fromS(write.version().order().text()));
    }

    private PutItemRequest put(RowWrite write) {
        return request(converter.item(write.key(), singleVersion(write), Map.of()))
                .conditionExpression(IS_UNSHARED_AND_OLDER)
                .expressionAttributeNames(names(write))
                .expressionAttributeValues(values(write))
                .build();
    }

    private PutItemRequest.Builder request(Map<String, AttributeValue> item) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(item)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    /** An update, because the row keeps its columns, which are unknown here. */
    private UpdateItemRequest softDelete(RowWrite write) {
        Map<String, String> names = new HashMap<>(names(write));
        names.put("#deleted", converter.metadata().deleted().orElseThrow());
        Map<String, AttributeValue> values = new HashMap<>(values(write));
        values.put(":versions", RowVersionsAttribute.toAttribute(singleVersion(write)));
        values.put(":deleted", RowItemConverter.time(write.version().time()));
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(converter.key(write.key()))
                .updateExpression("SET #versions = :versions, #deleted = :deleted")
                .conditionExpression(IS_UNSHARED_AND_OLDER)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    private RowVersions singleVersion(RowWrite write) {
        return new RowVersions(Map.of(write.item(), write.version()));
    }

    private CompletableFuture<Boolean> retryAfterConflict(
            RowWrite write, ConditionalCheckFailedException conflict, CancellableCalls calls, int attempts) {
        if (attempts == 0) {
            return CompletableFuture.failedFuture(conflict);
        }
        return conflict.hasItem()
                ? merge(conflict.item(), write, calls, attempts - 1)
                // TTL removed the row after the condition was evaluated.
                : tryUnshared(write, calls, attempts - 1);
    }

    private CompletableFuture<Boolean> merge(
            Map<String, AttributeValue> current, RowWrite write, CancellableCalls calls, int attempts) {
        RowKey key = write.key();
        Optional<RowVersions> merged =
                converter.versions(key, current).with(write.item(), write.version(), clock.instant());
        if (merged.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        Map<String, AttributeValue> item = converter.item(key, merged.get(), converter.columns(key, current));
        CompletableFuture<?> call = calls.start(() -> client.putItem(putIfUnchanged(item, current)));
        return handleConflict(call, failure -> retryAfterConflict(write, failure, calls, attempts));
    }

    private PutItemRequest putIfUnchanged(Map<String, AttributeValue> item, Map<String, AttributeValue> current) {
        PutItemRequest.Builder request = request(item)
                .expressionAttributeNames(
                        Map.of("#versions", converter.metadata().versions()));
        AttributeValue versions = current.get(converter.metadata().versions());
        return versions == null
                ? request.conditionExpression("attribute_not_exists(#versions)").build()
                : request.conditionExpression("#versions = :versions")
                        .expressionAttributeValues(Map.of(":versions", versions))
                        .build();
    }

    private static CompletableFuture<Boolean> handleConflict(
            CompletableFuture<?> call,
            Function<ConditionalCheckFailedException, CompletableFuture<Boolean>> onConflict) {
        return call.<Boolean>thenApply(done -> true)
                .exceptionallyCompose(thrown ->
                        DynamoDbErrorClassifier.rootCause(thrown) instanceof ConditionalCheckFailedException conflict
                                ? onConflict.apply(conflict)
                                : CompletableFuture.failedFuture(thrown));
    }
}
