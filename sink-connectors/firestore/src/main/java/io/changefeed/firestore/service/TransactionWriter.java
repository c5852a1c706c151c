/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.api.core.ApiFutures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.event.Order;
import io.changefeed.firestore.value.FieldNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code stale.guard=transaction}: reads which versions the documents have, and writes what is newer, in one transaction.
 * What was removed has a tombstone in a collection of its own, so that an older write cannot bring it back.
 */
final class TransactionWriter implements FirestoreWriter {
    /** A remove takes two writes, of the 500 that Firestore takes. */
    private static final int MOST_WRITES = 250;

    private final FirestoreService service;
    private final Tombstones tombstones;
    private final String versionField;

    TransactionWriter(FirestoreService service, Tombstones tombstones, String versionField) {
        this.service = service;
        this.tombstones = tombstones;
        this.versionField = versionField;
    }

    @Override
    public int mostWrites() {
        return MOST_WRITES;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<EventWrite> writes, PendingCalls calls) {
        return calls.begin(service::begin)
                .thenCompose(begun -> write(writes, begun.getTransaction(), calls))
                .exceptionally(failure -> ofFailure(writes, failure));
    }

    /** Begun by a call of its own, so that whatever fails while documents are locked can be rolled back. */
    private CompletableFuture<DeliveryResult> write(
            List<EventWrite> writes, ByteString transaction, PendingCalls calls) {
        return calls.begin(() -> service.get(versions(writes, transaction)))
                .thenCompose(read -> commit(writes, transaction, new StoredVersions(read, versionField), calls))
                .exceptionallyCompose(failure -> rollback(transaction).thenApply(over -> ofFailure(writes, failure)));
    }

    private BatchGetDocumentsRequest.Builder versions(List<EventWrite> writes, ByteString transaction) {
        BatchGetDocumentsRequest.Builder request = BatchGetDocumentsRequest.newBuilder()
                .setMask(DocumentMask.newBuilder().addFieldPaths(FieldNames.quoted(versionField)))
                .setTransaction(transaction);
        for (EventWrite write : writes) {
            request.addDocuments(service.connection().resource(write.document()));
            request.addDocuments(tombstones.resource(write));
        }
        return request;
    }

    private CompletableFuture<DeliveryResult> commit(
            List<EventWrite> writes, ByteString transaction, StoredVersions stored, PendingCalls calls) {
        List<EventResult> outcomes = new ArrayList<>();
        List<Write> newer = new ArrayList<>();
        for (EventWrite write : writes) {
            String document = service.connection().resource(write.document());
            String tombstone = tombstones.resource(write);
            if (stored.has(document, write.order()) || stored.has(tombstone, write.order())) {
                outcomes.add(new EventResult.Stale());
            } else {
                outcomes.add(new EventResult.Delivered());
                newer.add(write.write());
                tombstones.write(write, stored.contains(tombstone)).ifPresent(newer::add);
            }
        }
        // Without writes too: it frees the documents.
        return calls.begin(() -> service.commit(transaction, newer))
                .<DeliveryResult>thenApply(done -> new DeliveryResult.PerEvent(outcomes));
    }

    /** Frees the documents; where that fails too, Firestore does so by itself when the transaction has been idle. */
    private CompletableFuture<@Nullable Empty> rollback(ByteString transaction) {
        CompletableFuture<Empty> over = new CompletableFuture<>();
        ApiFutures.addCallback(
                service.rollback(transaction), PendingCalls.completing(over), MoreExecutors.directExecutor());
        return over.exceptionally(failure -> null);
    }

    /** Others wrote some of the documents meanwhile: each is tried again by itself, and not in this company. */
    private static DeliveryResult ofFailure(List<EventWrite> writes, Throwable failure) {
        return FirestoreErrors.isAborted(failure)
                ? DeliveryResult.PerEvent.of(
                        writes.size(),
                        new EventResult.Retry(
                                EventResult.Fault.DESTINATION, "others write the same documents at this moment"))
                : FirestoreErrors.ofFailure(failure);
    }

    /** What a transaction has read. */
    private static final class StoredVersions {
        private final Map<String, String> versions = new LinkedHashMap<>();

        StoredVersions(List<BatchGetDocumentsResponse> read, String field) {
            for (BatchGetDocumentsResponse each : read) {
                if (each.hasFound()) {
                    // A document that the guard did not write has none, and is older than everything.
                    String version = each.getFound()
                            .getFieldsOrDefault(field, Value.getDefaultInstance())
                            .getStringValue();
                    versions.put(each.getFound().getName(), version);
                }
            }
        }

        boolean contains(String resource) {
            return versions.containsKey(resource);
        }

        boolean has(String resource, Order order) {
            return versions.getOrDefault(resource, "").compareTo(order.text()) >= 0;
        }
    }
}
