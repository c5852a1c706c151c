/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.ItemValues;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.store.WriteResults;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Writes rows without versions: many rows per call, the last write wins. */
final class UnguardedDynamoDbWriter implements DynamoDbWriter {
    /** The limit of BatchWriteItem. */
    private static final int MAX_ROWS_PER_CALL = 25;

    private final DynamoDbAsyncClient client;
    private final String table;
    private final List<String> keyNames;
    private final RowItemConverter converter;
    private final DynamoDbErrorClassifier errors;

    UnguardedDynamoDbWriter(
            DynamoDbAsyncClient client,
            String table,
            List<String> keyNames,
            RowItemConverter converter,
            DynamoDbErrorClassifier errors) {
        this.client = client;
        this.table = table;
        this.keyNames = List.copyOf(keyNames);
        this.converter = converter;
        this.errors = errors;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<RowChange> changes, CancellableCalls calls) {
        List<RowChange> sent = withoutConflicts(changes);
        Map<RowKey, WriteRequest> requests = new HashMap<>();
        List<CompletableFuture<Set<RowKey>>> results = new ArrayList<>();
        for (RowChange change : sent) {
            change.put().ifPresent(row -> requests.put(row.key(), put(row)));
            change.delete().ifPresent(key -> {
                if (converter.metadata().deleted().isPresent()) {
                    results.add(markDeleted(change, key, calls));
                } else {
                    requests.put(key, delete(key));
                }
            });
        }
        List<RowKey> keys = List.copyOf(requests.keySet());
        for (int from = 0; from < keys.size(); from += MAX_ROWS_PER_CALL) {
            results.add(write(keys.subList(from, Math.min(from + MAX_ROWS_PER_CALL, keys.size())), requests, calls));
        }
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(all -> resultOf(changes, sent, results))
                .exceptionally(failure -> failed(changes.size(), failure));
    }

    /** A call can contain a row only once. Later changes of the same row are retried after the first one. */
    private static List<RowChange> withoutConflicts(List<RowChange> changes) {
        Set<RowKey> seen = new HashSet<>();
        return changes.stream()
                .filter(change -> {
                    boolean isFirst = change.keys().stream().noneMatch(seen::contains);
                    seen.addAll(change.keys());
                    return isFirst;
                })
                .toList();
    }

    private WriteRequest put(Row row) {
        return WriteRequest.builder()
                .putRequest(put -> put.item(converter.item(row.key(), row.columns())))
                .build();
    }

    private WriteRequest delete(RowKey key) {
        return WriteRequest.builder()
                .deleteRequest(delete -> delete.key(converter.key(key)))
                .build();
    }

    private CompletableFuture<Set<RowKey>> markDeleted(RowChange change, RowKey key, CancellableCalls calls) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(converter.key(key))
                .updateExpression("SET #deleted = :deleted")
                .expressionAttributeNames(
                        Map.of("#deleted", converter.metadata().deleted().orElseThrow()))
                .expressionAttributeValues(Map.of(":deleted", RowItemConverter.time(change.time())))
                .build();
        return calls.start(() -> client.updateItem(request)).thenApply(done -> Set.of());
    }

    /** Returns the keys of the rows that DynamoDB has not written. */
    private CompletableFuture<Set<RowKey>> write(
            List<RowKey> keys, Map<RowKey, WriteRequest> requests, CancellableCalls calls) {
        List<WriteRequest> rows = keys.stream().map(requests::get).toList();
        return calls.start(() -> client.batchWriteItem(batch -> batch.requestItems(Map.of(table, rows))))
                .thenApply(this::unprocessed);
    }

    private Set<RowKey> unprocessed(BatchWriteItemResponse response) {
        Set<RowKey> keys = new HashSet<>();
        for (WriteRequest request : response.unprocessedItems().getOrDefault(table, List.of())) {
            Map<String, AttributeValue> item = new HashMap<>(
                    request.putRequest() == null
                            ? request.deleteRequest().key()
                            : request.putRequest().item());
            item.keySet().retainAll(keyNames);
            keys.add(new RowKey(ItemValues.item(item).attributes()));
        }
        return keys;
    }

    private static DeliveryResult resultOf(
            List<RowChange> changes, List<RowChange> sent, List<CompletableFuture<Set<RowKey>>> calls) {
        Set<RowKey> unprocessed = new HashSet<>();
        calls.forEach(keys -> unprocessed.addAll(keys.join()));
        Set<RowChange> sentChanges = new HashSet<>(sent);
        return WriteResults.ofEvents(changes.stream()
                .map(change -> resultOf(change, sentChanges.contains(change), unprocessed))
                .toList());
    }

    private static EventResult resultOf(RowChange change, boolean isSent, Set<RowKey> unprocessed) {
        if (!isSent) {
            return new EventResult.Retry("another item of the batch is written to the same row");
        }
        return change.keys().stream().anyMatch(unprocessed::contains)
                ? new EventResult.Retry(
                        "DynamoDB did not process the row, because the capacity of the table is exceeded")
                : new EventResult.Delivered();
    }

    /** Rows that were already written are written again with the others, which has no effect. */
    private DeliveryResult failed(int changes, Throwable failure) {
        if (DynamoDbErrorClassifier.isInvalidRow(failure)) {
            return new DeliveryResult.Rejected("DynamoDB rejected the rows: "
                    + DynamoDbErrorClassifier.rootCause(failure).getMessage());
        }
        return errors.fatalReason(failure, "dynamodb:BatchWriteItem")
                .<DeliveryResult>map(DeliveryResult.Fatal::new)
                .orElseGet(() ->
                        WriteResults.ofEvents(Collections.nCopies(changes, errors.resultOf(failure, "of a batch"))));
    }
}
