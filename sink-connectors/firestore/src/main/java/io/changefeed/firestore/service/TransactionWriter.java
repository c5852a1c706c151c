/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.api.core.ApiFutures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.Document;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes with the stale-write guard: reads the versions of the documents and writes only newer events, in one
 * transaction. A deleted document has a tombstone in a separate collection, so that an older write cannot restore it.
 */
final class TransactionWriter implements FirestoreWriter {
    /** A delete counts as two of the 500 writes that Firestore accepts per request. */
    private static final int MAX_WRITES = 250;

    private final FirestoreService service;
    private final Tombstones tombstones;
    private final String versionField;
    private final Optional<String> mergeField;

    /** @param mergeField the field that lists the fields to merge; empty if documents are replaced */
    TransactionWriter(
            FirestoreService service, Tombstones tombstones, String versionField, Optional<String> mergeField) {
        this.service = service;
        this.tombstones = tombstones;
        this.versionField = versionField;
        this.mergeField = mergeField;
    }

    @Override
    public int maxWrites() {
        return MAX_WRITES;
    }

    @Override
    public CompletableFuture<DeliveryResult> write(List<PreparedWrite> writes, PendingCalls calls) {
        return calls.start(service::beginTransaction)
                .thenCompose(started -> write(writes, started.getTransaction(), calls))
                .exceptionally(failure -> result(writes, failure));
    }

    /** The transaction is started in a separate call, so that it can be rolled back after any failure. */
    private CompletableFuture<DeliveryResult> write(
            List<PreparedWrite> writes, ByteString transaction, PendingCalls calls) {
        return calls.start(() -> service.get(stored(writes, transaction)))
                .thenCompose(read -> commit(writes, transaction, new StoredDocuments(read), calls))
                .exceptionallyCompose(
                        failure -> rollback(transaction, calls).thenApply(done -> result(writes, failure)));
    }

    private BatchGetDocumentsRequest.Builder stored(List<PreparedWrite> writes, ByteString transaction) {
        DocumentMask.Builder mask = DocumentMask.newBuilder().addFieldPaths(FieldNames.quoted(versionField));
        mergeField.ifPresent(field -> mask.addFieldPaths(FieldNames.quoted(field)));
        BatchGetDocumentsRequest.Builder request =
                BatchGetDocumentsRequest.newBuilder().setMask(mask).setTransaction(transaction);
        for (PreparedWrite write : writes) {
            request.addDocuments(service.connection().resource(write.document()));
            request.addDocuments(tombstones.resource(write));
        }
        return request;
    }

    private CompletableFuture<DeliveryResult> commit(
            List<PreparedWrite> writes, ByteString transaction, StoredDocuments stored, PendingCalls calls) {
        List<EventResult> results = new ArrayList<>();
        List<Write> newer = new ArrayList<>();
        for (PreparedWrite write : writes) {
            String document = service.connection().resource(write.document());
            String tombstone = tombstones.resource(write);
            if (stored.isAtLeast(document, write.order()) || stored.isAtLeast(tombstone, write.order())) {
                results.add(new EventResult.Stale());
            } else {
                results.add(new EventResult.Delivered());
                newer.add(merged(write.write(), stored.listedFields(document)));
                tombstones.write(write, stored.contains(tombstone)).ifPresent(newer::add);
            }
        }
        // Commits even if there are no writes, to release the locks.
        return calls.start(() -> service.commit(transaction, newer))
                .<DeliveryResult>thenApply(done -> new DeliveryResult.PerEvent(results));
    }

    /** Adds the fields that an earlier write listed, so that those that the item no longer has are removed. */
    private static Write merged(Write write, List<String> listedFields) {
        return write.hasUpdateMask() ? WriteProtos.withMasked(listedFields, write) : write;
    }

    /**
     * Releases the locks. If the rollback fails too, Firestore ends the transaction after an idle timeout. An aborted
     * delivery does not wait for the rollback: a commit that Firestore executes later fails if another transaction has
     * written the documents since.
     */
    private CompletableFuture<@Nullable Empty> rollback(ByteString transaction, PendingCalls calls) {
        CompletableFuture<Empty> done = new CompletableFuture<>();
        ApiFutures.addCallback(
                service.rollback(transaction), PendingCalls.completing(done), MoreExecutors.directExecutor());
        return calls.track(done).exceptionally(failure -> null);
    }

    /** A conflict with other writers concerns single documents, so each write is retried with its own backoff. */
    private static DeliveryResult result(List<PreparedWrite> writes, Throwable failure) {
        return FirestoreErrors.isAborted(failure)
                ? DeliveryResult.PerEvent.of(
                        writes.size(), new EventResult.Retry("conflict with other writers of the same documents"))
                : FirestoreErrors.result(failure);
    }

    /** The fields that a transaction has read, by the resource names of the documents that exist. */
    private final class StoredDocuments {
        private final Map<String, Document> documents = new HashMap<>();

        StoredDocuments(List<BatchGetDocumentsResponse> read) {
            for (BatchGetDocumentsResponse document : read) {
                if (document.hasFound()) {
                    documents.put(document.getFound().getName(), document.getFound());
                }
            }
        }

        boolean contains(String resource) {
            return documents.containsKey(resource);
        }

        /** A document that was written without the guard has no version and counts as oldest. */
        boolean isAtLeast(String resource, Order order) {
            return value(resource, versionField).getStringValue().compareTo(order.text()) >= 0;
        }

        /** Returns the fields of the item that were written last. */
        List<String> listedFields(String resource) {
            return mergeField
                    .map(field -> value(resource, field).getArrayValue().getValuesList().stream()
                            .map(Value::getStringValue)
                            .filter(name -> !name.isEmpty())
                            .toList())
                    .orElse(List.of());
        }

        private Value value(String resource, String field) {
            return documents
                    .getOrDefault(resource, Document.getDefaultInstance())
                    .getFieldsOrDefault(field, Value.getDefaultInstance());
        }
    }
}
