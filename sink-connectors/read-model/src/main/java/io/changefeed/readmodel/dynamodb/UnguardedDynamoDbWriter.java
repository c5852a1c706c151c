/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.ItemValues;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.store.WriteResults;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Writes rows of one item each without versions: many rows per call, the last write wins. */
final class UnguardedDynamoDbWriter implements DynamoDbWriter {
    /** The limit of BatchWriteItem. */
    private static final int MAX_ROWS_PER_CALL = 25;

    private final DynamoDbAsyncClient client;
    private final String table;
    private final List<String> keyNames;
    private final Optional<String> deletedAttribute;
    private final DynamoDbErrorClassifier errors;

    /** @param deletedAttribute see {@link MetadataAttributes#deleted} */
    UnguardedDynamoDbWriter(
            DynamoDbAsyncClient client,
            String table,
            List<String> keyNames,
            Optional<String> deletedAttribute,
            DynamoDbErrorClassifier errors) {
        this.client = client;
        this.table = table;
        this.keyNames = List.copyOf(keyNames);
        this.deletedAttribute = deletedAttribute;
        this.errors = errors;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<ItemChange> changes, CancellableCalls calls) {
        Map<RowKey, WriteRequest> requests = new HashMap<>();
        List<CompletableFuture<Set<RowKey>>> results = new ArrayList<>();
        for (ItemChange change : changes) {
            change.put().ifPresent(row -> requests.put(row.key(), put(row)));
            change.leaves()
                    .ifPresent(key -> deletedAttribute.ifPresentOrElse(
                            deleted -> results.add(markDeleted(change, key, deleted, calls)),
                            () -> requests.put(key, delete(key))));
        }
        List<RowKey> keys = List.copyOf(requests.keySet());
        for (int from = 0; from < keys.size(); from += MAX_ROWS_PER_CALL) {
            results.add(write(keys.subList(from, Math.min(from + MAX_ROWS_PER_CALL, keys.size())), requests, calls));
        }
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(all -> resultOf(changes, results))
                .exceptionallyCompose(failure -> DynamoDbErrorClassifier.isInvalidRow(failure)
                        ? rejected(changes, failure, calls)
                        : CompletableFuture.completedFuture(failed(changes.size(), failure)));
    }

    private static WriteRequest put(Row row) {
        return WriteRequest.builder()
                .putRequest(put -> put.item(RowItemConverter.item(row)))
                .build();
    }

    private static WriteRequest delete(RowKey key) {
        return WriteRequest.builder()
                .deleteRequest(delete -> delete.key(RowItemConverter.key(key)))
                .build();
    }

    private CompletableFuture<Set<RowKey>> markDeleted(
            ItemChange change, RowKey key, String deleted, CancellableCalls calls) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(RowItemConverter.key(key))
                .updateExpression("SET #deleted = :deleted")
                .expressionAttributeNames(Map.of("#deleted", deleted))
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

    private static DeliveryResult resultOf(List<ItemChange> changes, List<CompletableFuture<Set<RowKey>>> calls) {
        Set<RowKey> unprocessed = new HashSet<>();
        calls.forEach(keys -> unprocessed.addAll(keys.join()));
        return WriteResults.ofEvents(changes.stream()
                .map(change -> Stream.concat(change.target().stream(), change.leaves().stream())
                                .anyMatch(unprocessed::contains)
                        ? new EventResult.Retry(
                                "DynamoDB did not process the row, because the capacity of the table is exceeded")
                        : (EventResult) new EventResult.Delivered())
                .toList());
    }

    /** The row that DynamoDB rejected is unknown, unless it is the only one: then its item leaves the row it was in. */
    private CompletableFuture<DeliveryResult> rejected(
            List<ItemChange> changes, Throwable failure, CancellableCalls calls) {
        String reason = "DynamoDB rejected the row: "
                + DynamoDbErrorClassifier.rootCause(failure).getMessage();
        if (changes.size() > 1 || changes.get(0).put().isEmpty()) {
            return CompletableFuture.completedFuture(new DeliveryResult.Rejected(reason));
        }
        return write(List.of(changes.get(0).rejected(reason)), calls)
                .thenApply(left -> left.equals(DeliveryResult.PerEvent.of(1, new EventResult.Delivered()))
                        ? DeliveryResult.PerEvent.of(1, new EventResult.Rejected(reason))
                        : left);
    }

    /** Rows that were already written are written again with the others, which has no effect. */
    private DeliveryResult failed(int changes, Throwable failure) {
        String actions = "dynamodb:BatchWriteItem" + (deletedAttribute.isPresent() ? " and dynamodb:UpdateItem" : "");
        return errors.fatalReason(failure, actions)
                .<DeliveryResult>map(DeliveryResult.Fatal::new)
                .orElseGet(() ->
                        WriteResults.ofEvents(Collections.nCopies(changes, errors.resultOf(failure, "of a batch"))));
    }
}
