/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.projection.ValueRenderer;
import io.changefeed.readmodel.row.ItemChange;
import io.changefeed.readmodel.row.Row;
import io.changefeed.readmodel.row.RowKey;
import io.changefeed.readmodel.store.WriteResults;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Writes changes with the guard against stale writes: one row per call, the changes concurrently. */
final class GuardedDynamoDbWriter implements DynamoDbWriter {
    private final RowWriter rows;
    private final DynamoDbErrorClassifier errors;

    GuardedDynamoDbWriter(RowWriter rows, DynamoDbErrorClassifier errors) {
        this.rows = rows;
        this.errors = errors;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<ItemChange> changes, CancellableCalls calls) {
        List<CompletableFuture<EventResult>> results =
                changes.stream().map(change -> write(change, calls)).toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(all -> WriteResults.ofEvents(
                        results.stream().map(CompletableFuture::join).toList()))
                .exceptionally(GuardedDynamoDbWriter::fatal);
    }

    private static DeliveryResult fatal(Throwable failure) {
        if (DynamoDbErrorClassifier.rootCause(failure) instanceof FatalWriteException fatal) {
            return new DeliveryResult.Fatal(String.valueOf(fatal.getMessage()));
        }
        throw new CompletionException(failure);
    }

    /** Writes the new row first, so that readers always find the item in at least one row. */
    private CompletableFuture<EventResult> write(ItemChange change, CancellableCalls calls) {
        return enter(change, calls).thenCompose(entered -> {
            if (entered instanceof EventResult.Retry) {
                return CompletableFuture.completedFuture(entered);
            }
            if (entered instanceof EventResult.Rejected rejected && change.put().isPresent()) {
                return write(change.rejected(rejected.reason()), calls)
                        .thenApply(stored -> stored instanceof EventResult.Retry ? stored : rejected);
            }
            return leave(change, calls).thenApply(left -> WriteResults.ofRows(List.of(entered, left)));
        });
    }

    private CompletableFuture<EventResult> enter(ItemChange change, CancellableCalls calls) {
        Optional<RowKey> target = change.target();
        if (target.isEmpty()) {
            return nothing();
        }
        Optional<Row> row = change.put();
        return result(
                row.isPresent() ? rows.put(change, row.get(), calls) : rows.reject(change, target.get(), calls),
                target.get());
    }

    private CompletableFuture<EventResult> leave(ItemChange change, CancellableCalls calls) {
        return change.leaves()
                .map(key -> result(rows.remove(change, key, calls), key))
                .orElseGet(GuardedDynamoDbWriter::nothing);
    }

    private static CompletableFuture<EventResult> nothing() {
        return CompletableFuture.completedFuture(new EventResult.Stale());
    }

    private CompletableFuture<EventResult> result(CompletableFuture<EventResult> write, RowKey key) {
        return write.exceptionally(failure -> errors.resultOf(failure, ValueRenderer.render(key)));
    }
}
