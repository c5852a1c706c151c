/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.aws.ItemValues;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.store.Answers;
import java.util.ArrayList;
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

/** {@code write.mode=batch}: many rows a call, without versions. */
final class BatchWriter implements Writer {
    /** DynamoDB's limit. */
    private static final int MOST_ROWS = 25;

    private final DynamoDbAsyncClient client;
    private final String table;
    private final List<String> keyNames;
    private final RowFormat format;
    private final Meaning meaning;

    BatchWriter(DynamoDbAsyncClient client, String table, List<String> keyNames, RowFormat format, Meaning meaning) {
        this.client = client;
        this.table = table;
        this.keyNames = List.copyOf(keyNames);
        this.format = format;
        this.meaning = meaning;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<RowChange> changes, Calls calls) {
        List<RowChange> alone = withoutShared(changes);
        Map<RowKey, WriteRequest> requests = new HashMap<>();
        List<CompletableFuture<Set<RowKey>>> made = new ArrayList<>();
        for (RowChange change : alone) {
            change.put().ifPresent(row -> requests.put(row.key(), put(row)));
            change.delete().ifPresent(key -> {
                if (format.names().deleted().isPresent()) {
                    made.add(markDeleted(change, key, calls));
                } else {
                    requests.put(key, delete(key));
                }
            });
        }
        List<RowKey> keys = List.copyOf(requests.keySet());
        for (int from = 0; from < keys.size(); from += MOST_ROWS) {
            made.add(write(keys.subList(from, Math.min(from + MOST_ROWS, keys.size())), requests, calls));
        }
        return CompletableFuture.allOf(made.toArray(CompletableFuture[]::new))
                .thenApply(all -> answer(changes, alone, made))
                .exceptionally(failure -> ofFailure(changes.size(), failure));
    }

    /** A call takes a row once: what comes second waits for the first. */
    private static List<RowChange> withoutShared(List<RowChange> changes) {
        Set<RowKey> seen = new HashSet<>();
        return changes.stream()
                .filter(change -> {
                    boolean isAlone = change.keys().stream().noneMatch(seen::contains);
                    seen.addAll(change.keys());
                    return isAlone;
                })
                .toList();
    }

    private WriteRequest put(Row row) {
        return WriteRequest.builder()
                .putRequest(put -> put.item(format.item(row.key(), row.columns())))
                .build();
    }

    private WriteRequest delete(RowKey key) {
        return WriteRequest.builder()
                .deleteRequest(delete -> delete.key(format.key(key)))
                .build();
    }

    private CompletableFuture<Set<RowKey>> markDeleted(RowChange change, RowKey key, Calls calls) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(format.key(key))
                .updateExpression("SET #deleted = :deleted")
                .expressionAttributeNames(
                        Map.of("#deleted", format.names().deleted().orElseThrow()))
                .expressionAttributeValues(Map.of(":deleted", RowFormat.time(change.time())))
                .build();
        return calls.begin(() -> client.updateItem(request)).thenApply(done -> Set.of());
    }

    /** The keys of those that DynamoDB has not taken. */
    private CompletableFuture<Set<RowKey>> write(List<RowKey> keys, Map<RowKey, WriteRequest> requests, Calls calls) {
        List<WriteRequest> rows = keys.stream().map(requests::get).toList();
        return calls.begin(() -> client.batchWriteItem(batch -> batch.requestItems(Map.of(table, rows))))
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

    private static DeliveryResult answer(
            List<RowChange> changes, List<RowChange> alone, List<CompletableFuture<Set<RowKey>>> made) {
        Set<RowKey> unprocessed = new HashSet<>();
        made.forEach(keys -> unprocessed.addAll(keys.join()));
        Set<RowChange> tried = new HashSet<>(alone);
        return Answers.of(changes.stream()
                .map(change -> outcome(change, tried.contains(change), unprocessed))
                .toList());
    }

    private static EventResult outcome(RowChange change, boolean isTried, Set<RowKey> unprocessed) {
        if (!isTried) {
            return new EventResult.Retry(
                    EventResult.Fault.DESTINATION, "another item is being written to the same row " + change.keys());
        }
        return change.keys().stream().anyMatch(unprocessed::contains)
                ? new EventResult.Retry(EventResult.Fault.DESTINATION, "the table's capacity is used up")
                : new EventResult.Delivered();
    }

    /** What was written already is written again with the rest, which changes nothing. */
    private DeliveryResult ofFailure(int changes, Throwable failure) {
        if (Meaning.isWrongRow(failure)) {
            return new DeliveryResult.Rejected(
                    "DynamoDB refused the rows: " + Meaning.unwrapped(failure).getMessage());
        }
        return meaning.broken(failure, "dynamodb:BatchWriteItem")
                .<DeliveryResult>map(DeliveryResult.Fatal::new)
                .orElseGet(() -> Answers.of(DeliveryResult.PerEvent.of(changes, meaning.outcome(failure, "of a batch"))
                        .results()));
    }
}
