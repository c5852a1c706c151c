/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.projection.ValueRenderer;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.store.WriteResults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Writes changes with the guard against stale writes: one row per call, different rows concurrently. Concurrent writes
 * to one row would conflict, and each conflict costs a write.
 */
final class GuardedDynamoDbWriter implements DynamoDbWriter {
    private final RowWriter rows;
    private final DynamoDbErrorClassifier errors;

    GuardedDynamoDbWriter(RowWriter rows, DynamoDbErrorClassifier errors) {
        this.rows = rows;
        this.errors = errors;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<ItemChange> changes, CancellableCalls calls) {
        RowQueues queues = new RowQueues();
        List<CompletableFuture<EventResult>> results =
                changes.stream().map(change -> write(change, queues, calls)).toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(all -> WriteResults.ofEvents(
                        results.stream().map(CompletableFuture::join).toList()))
                .exceptionally(GuardedDynamoDbWriter::fatal);
    }

    private static DeliveryResult fatal(Throwable failure) {
        if (DynamoDbErrorClassifier.rootCause(failure) instanceof FatalWriteException fatal) {
            return new DeliveryResult.Fatal(String.valueOf(fatal.getMessage()), fatal.isConclusive());
        }
        throw new CompletionException(failure);
    }

    /** Writes the new row first, so that readers always find the item in at least one row. */
    private CompletableFuture<EventResult> write(ItemChange change, RowQueues queues, CancellableCalls calls) {
        return enter(change, queues, calls).thenCompose(entered -> {
            if (entered instanceof EventResult.Retry) {
                return CompletableFuture.completedFuture(entered);
            }
            if (entered instanceof EventResult.Rejected rejected && change.put().isPresent()) {
                return write(change.rejected(rejected.reason()), queues, calls)
                        .thenApply(stored -> stored instanceof EventResult.Retry ? stored : rejected);
            }
            return leave(change, queues, calls).thenApply(left -> WriteResults.ofRows(List.of(entered, left)));
        });
    }

    private CompletableFuture<EventResult> enter(ItemChange change, RowQueues queues, CancellableCalls calls) {
        Optional<RowKey> target = change.target();
        if (target.isEmpty()) {
            return nothing();
        }
        Optional<Row> row = change.put();
        return queued(
                target.get(),
                () -> row.isPresent() ? rows.put(change, row.get(), calls) : rows.reject(change, target.get(), calls),
                queues);
    }

    private CompletableFuture<EventResult> leave(ItemChange change, RowQueues queues, CancellableCalls calls) {
        return change.leaves()
                .map(key -> queued(key, () -> rows.remove(change, key, calls), queues))
                .orElseGet(GuardedDynamoDbWriter::nothing);
    }

    private static CompletableFuture<EventResult> nothing() {
        return CompletableFuture.completedFuture(new EventResult.Stale());
    }

    private CompletableFuture<EventResult> queued(
            RowKey key, Supplier<CompletableFuture<EventResult>> write, RowQueues queues) {
        return queues.add(key, write).exceptionally(failure -> errors.resultOf(failure, ValueRenderer.render(key)));
    }

    /** The writes of a delivery to each row. Thread-safe. */
    private static final class RowQueues {
        private final Map<RowKey, CompletableFuture<EventResult>> last = new HashMap<>();

        /** Starts a write when the earlier ones to the row are complete. */
        synchronized CompletableFuture<EventResult> add(RowKey key, Supplier<CompletableFuture<EventResult>> write) {
            CompletableFuture<EventResult> earlier = last.get(key);
            CompletableFuture<EventResult> added = earlier == null
                    ? write.get()
                    : earlier.handle((result, failure) -> write).thenCompose(Supplier::get);
            last.put(key, added);
            return added;
        }
    }
}
