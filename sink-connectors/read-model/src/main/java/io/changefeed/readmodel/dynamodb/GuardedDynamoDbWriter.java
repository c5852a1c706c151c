/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.projection.ValueRenderer;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.store.WriteResults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writes rows with the guard against stale writes: one call per row, all of them concurrently. */
final class GuardedDynamoDbWriter implements DynamoDbWriter {
    private final ConditionalRowWriter rowWriter;
    private final DynamoDbErrorClassifier errors;
    private final Duration retention;
    private final Clock clock;

    /** @param retention how long the versions of deleted rows are kept */
    GuardedDynamoDbWriter(
            ConditionalRowWriter rowWriter, DynamoDbErrorClassifier errors, Duration retention, Clock clock) {
        this.rowWriter = rowWriter;
        this.errors = errors;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<RowChange> changes, CancellableCalls calls) {
        Instant expires = clock.instant().plus(retention);
        List<List<CompletableFuture<RowResult>>> written = changes.stream()
                .map(change -> RowWrite.of(change, expires).stream()
                        .map(write -> write(write, calls))
                        .toList())
                .toList();
        return CompletableFuture.allOf(written.stream().flatMap(List::stream).toArray(CompletableFuture[]::new))
                .thenApply(all -> resultOf(written.stream()
                        .map(rows -> rows.stream().map(CompletableFuture::join).toList())
                        .toList()));
    }

    private CompletableFuture<RowResult> write(RowWrite write, CancellableCalls calls) {
        return rowWriter
                .write(write, calls)
                .handle((applied, failure) -> failure == null
                        ? RowResult.of(applied ? new EventResult.Delivered() : new EventResult.Stale())
                        : errors.fatalReason(failure, "dynamodb:PutItem")
                                .map(RowResult::fatal)
                                .orElseGet(() ->
                                        RowResult.of(errors.resultOf(failure, ValueRenderer.render(write.key())))));
    }

    private static DeliveryResult resultOf(List<List<RowResult>> changes) {
        return changes.stream()
                .flatMap(List::stream)
                .flatMap(row -> row.fatalReason.stream())
                .findFirst()
                .<DeliveryResult>map(DeliveryResult.Fatal::new)
                .orElseGet(() -> WriteResults.ofEvents(changes.stream()
                        .map(rows -> WriteResults.ofRows(
                                rows.stream().map(RowResult::result).toList()))
                        .toList()));
    }

    /** The result of writing one row. */
    private record RowResult(EventResult result, Optional<String> fatalReason) {
        static RowResult of(EventResult result) {
            return new RowResult(result, Optional.empty());
        }

        static RowResult fatal(String reason) {
            return new RowResult(new EventResult.Retry(reason), Optional.of(reason));
        }
    }
}
