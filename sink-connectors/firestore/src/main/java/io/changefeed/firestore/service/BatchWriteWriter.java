/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.firestore.v1.BatchWriteResponse;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code stale.guard=none}: one BatchWrite, which takes each write or not by itself. */
final class BatchWriteWriter implements FirestoreWriter {
    /** Firestore's limit. */
    private static final int MOST_WRITES = 500;

    private final FirestoreService service;

    BatchWriteWriter(FirestoreService service) {
        this.service = service;
    }

    @Override
    public int mostWrites() {
        return MOST_WRITES;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<EventWrite> writes, PendingCalls calls) {
        return calls.begin(() -> service.batchWrite(
                        writes.stream().map(EventWrite::write).toList()))
                .handle((response, failure) ->
                        failure == null ? answer(writes, response) : FirestoreErrors.ofFailure(failure));
    }

    private static DeliveryResult answer(List<EventWrite> writes, BatchWriteResponse response) {
        List<EventResult> outcomes = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            com.google.rpc.Status status = response.getStatus(i);
            Status.Code code = Status.fromCodeValue(status.getCode()).getCode();
            String document = writes.get(i).document();
            switch (FirestoreErrors.of(code)) {
                case DONE -> outcomes.add(new EventResult.Delivered());
                case PASSING -> {
                    String reason = reason(code, status, document);
                    outcomes.add(new EventResult.Retry(EventResult.Fault.DESTINATION, reason));
                    reasons.add(reason);
                }
                case WRONG -> outcomes.add(new EventResult.Rejected(reason(code, status, document)));
                case LASTING -> {
                    return new DeliveryResult.Fatal(reason(code, status, document));
                }
            }
        }
        // None of several: Firestore is at its limit, and not a document. It gets less until it takes some again.
        return writes.size() > 1 && reasons.size() == writes.size()
                ? new DeliveryResult.Unavailable(reasons.get(0), Optional.empty())
                : new DeliveryResult.PerEvent(outcomes);
    }

    private static String reason(Status.Code code, com.google.rpc.Status status, String document) {
        return FirestoreErrors.reason(code, status.getMessage() + " (" + document + ")");
    }
}
