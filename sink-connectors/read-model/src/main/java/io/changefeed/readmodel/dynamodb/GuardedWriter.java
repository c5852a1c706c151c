/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.dynamodb;

import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.readmodel.row.RowChange;
import io.changefeed.readmodel.store.Answers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code write.mode=guarded}: each row by itself, all at a time. */
final class GuardedWriter implements Writer {
    private final RowGuard guard;
    private final Meaning meaning;
    private final Duration retention;
    private final Clock clock;

    /** @param retention how long the version of a deleted row is kept */
    GuardedWriter(RowGuard guard, Meaning meaning, Duration retention, Clock clock) {
        this.guard = guard;
        this.meaning = meaning;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<RowChange> changes, Calls calls) {
        Instant expires = clock.instant().plus(retention);
        List<List<CompletableFuture<Written>>> written = changes.stream()
                .map(change -> RowWrite.of(change, expires).stream()
                        .map(write -> write(write, calls))
                        .toList())
                .toList();
        return CompletableFuture.allOf(written.stream().flatMap(List::stream).toArray(CompletableFuture[]::new))
                .thenApply(all -> answer(written.stream()
                        .map(parts ->
                                parts.stream().map(CompletableFuture::join).toList())
                        .toList()));
    }

    private CompletableFuture<Written> write(RowWrite write, Calls calls) {
        return guard.write(write, calls)
                .handle((applied, failure) -> failure == null
                        ? Written.of(applied ? new EventResult.Delivered() : new EventResult.Stale())
                        : meaning.broken(failure, "dynamodb:PutItem")
                                .map(Written::broken)
                                .orElseGet(() -> Written.of(meaning.outcome(
                                        failure, write.key().columns().toString()))));
    }

    private static DeliveryResult answer(List<List<Written>> changes) {
        return changes.stream()
                .flatMap(List::stream)
                .flatMap(part -> part.broken.stream())
                .findFirst()
                .<DeliveryResult>map(DeliveryResult.Fatal::new)
                .orElseGet(() ->
                        Answers.of(changes.stream().map(GuardedWriter::outcome).toList()));
    }

    private static EventResult outcome(List<Written> parts) {
        return Answers.worst(parts.stream().map(Written::outcome).toList());
    }

    /** What became of one row. */
    private record Written(EventResult outcome, Optional<String> broken) {
        static Written of(EventResult outcome) {
            return new Written(outcome, Optional.empty());
        }

        static Written broken(String reason) {
            return new Written(new EventResult.Retry(EventResult.Fault.DESTINATION, reason), Optional.of(reason));
        }
    }
}
