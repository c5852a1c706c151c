/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.firestore.v1.BatchWriteResponse;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.Order;
import io.grpc.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes without the stale-write guard, with BatchWrite requests, in which each write succeeds or fails independently.
 * Skips a write that is older than the last one to its document, if the document is one of the last that were written.
 */
final class BatchWriteWriter implements FirestoreWriter {
    /** The number of documents whose last write is known. They take a few megabytes. */
    private static final int MAX_KNOWN = 10_000;

    /** Firestore's limit. */
    private static final int MAX_WRITES = 500;

    private final FirestoreService service;

    /** The order of the last write to each document. */
    private final Cache<String, Order> written =
            CacheBuilder.newBuilder().maximumSize(MAX_KNOWN).build();

    BatchWriteWriter(FirestoreService service) {
        this.service = service;
    }

    @Override
    public int maxWrites() {
        return MAX_WRITES;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<PreparedWrite> writes, PendingCalls calls) {
        List<PreparedWrite> newer =
                writes.stream().filter(write -> !isStale(write)).toList();
        if (newer.isEmpty()) {
            return CompletableFuture.completedFuture(
                    DeliveryResult.PerEvent.of(writes.size(), new EventResult.Stale()));
        }
        return calls.start(() -> service.batchWrite(
                        newer.stream().map(PreparedWrite::write).toList()))
                .handle((response, failure) ->
                        failure == null ? result(writes, newer, response) : FirestoreErrors.result(failure));
    }

    /** Whether a newer event was written. The same event is written again, which has no effect. */
    private boolean isStale(PreparedWrite write) {
        @Nullable Order last = written.getIfPresent(write.document());
        return last != null && last.compareTo(write.order()) > 0;
    }

    private DeliveryResult result(List<PreparedWrite> writes, List<PreparedWrite> newer, BatchWriteResponse response) {
        Map<String, EventResult> results = new HashMap<>();
        for (int i = 0; i < newer.size(); i++) {
            com.google.rpc.Status status = response.getStatus(i);
            Status.Code code = Status.fromCodeValue(status.getCode()).getCode();
            String document = newer.get(i).document();
            String detail = status.getMessage();
            switch (FirestoreErrors.kind(code)) {
                case NONE -> {
                    written.asMap().merge(document, newer.get(i).order(), BatchWriteWriter::newest);
                    results.put(document, new EventResult.Delivered());
                }
                case RETRYABLE -> results.put(document, new EventResult.Retry(FirestoreErrors.reason(code, detail)));
                case INVALID_WRITE ->
                    results.put(document, new EventResult.Rejected(FirestoreErrors.reason(code, detail)));
                case FATAL -> {
                    return new DeliveryResult.Fatal(FirestoreErrors.fatalReason(code, detail));
                }
            }
        }
        return new DeliveryResult.PerEvent(writes.stream()
                .map(write -> results.getOrDefault(write.document(), new EventResult.Stale()))
                .toList());
    }

    private static Order newest(Order one, Order other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
