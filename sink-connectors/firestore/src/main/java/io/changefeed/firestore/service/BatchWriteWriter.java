/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.firestore.v1.BatchWriteResponse;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes without the stale-write guard, with BatchWrite requests, in which each write succeeds or fails independently.
 */
final class BatchWriteWriter implements FirestoreWriter {
    /** Firestore's limit. */
    private static final int MAX_WRITES = 500;

    private final FirestoreService service;

    BatchWriteWriter(FirestoreService service) {
        this.service = service;
    }

    @Override
    public int maxWrites() {
        return MAX_WRITES;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<PreparedWrite> writes, PendingCalls calls) {
        return calls.start(() -> service.batchWrite(
                        writes.stream().map(PreparedWrite::write).toList()))
                .handle((response, failure) ->
                        failure == null ? result(writes, response) : FirestoreErrors.result(failure));
    }

    private static DeliveryResult result(List<PreparedWrite> writes, BatchWriteResponse response) {
        List<EventResult> results = new ArrayList<>();
        List<String> retryReasons = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            com.google.rpc.Status status = response.getStatus(i);
            Status.Code code = Status.fromCodeValue(status.getCode()).getCode();
            String document = writes.get(i).document();
            switch (FirestoreErrors.kind(code)) {
                case NONE -> results.add(new EventResult.Delivered());
                case RETRYABLE -> {
                    String reason = reason(code, status, document);
                    results.add(new EventResult.Retry(reason));
                    retryReasons.add(reason);
                }
                case INVALID_WRITE -> results.add(new EventResult.Rejected(reason(code, status, document)));
                case FATAL -> {
                    return new DeliveryResult.Fatal(FirestoreErrors.fatalReason(code, detail(status, document)));
                }
            }
        }
        // If every one of several writes fails, Firestore is overloaded rather than a single document.
        return writes.size() > 1 && retryReasons.size() == writes.size()
                ? DeliveryResult.Unavailable.ofDestination(retryReasons.get(0))
                : new DeliveryResult.PerEvent(results);
    }

    private static String reason(Status.Code code, com.google.rpc.Status status, String document) {
        return FirestoreErrors.reason(code, detail(status, document));
    }

    private static String detail(com.google.rpc.Status status, String document) {
        return status.getMessage() + " (" + document + ")";
    }
}
