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
 * Writes with the stale-write guard: reads the versions of the documents and writes only newer events, in one
 * transaction. A deleted document has a tombstone in a separate collection, so that an older write cannot restore it.
 */
final class TransactionWriter implements FirestoreWriter {
    /** A delete counts as two of the 500 writes that Firestore accepts per request. */
    private static final int MAX_WRITES = 250;

    private final FirestoreService service;
    private final Tombstones tombstones;
    private final String versionField;

    TransactionWriter(FirestoreService service, Tombstones tombstones, String versionField) {
        this.service = service;
        this.tombstones = tombstones;
        this.versionField = versionField;
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
        return calls.start(() -> service.get(versions(writes, transaction)))
                .thenCompose(read -> commit(writes, transaction, new StoredVersions(read, versionField), calls))
                .exceptionallyCompose(failure -> rollback(transaction).thenApply(done -> result(writes, failure)));
    }

    private BatchGetDocumentsRequest.Builder versions(List<PreparedWrite> writes, ByteString transaction) {
        BatchGetDocumentsRequest.Builder request = BatchGetDocumentsRequest.newBuilder()
                .setMask(DocumentMask.newBuilder().addFieldPaths(FieldNames.quoted(versionField)))
                .setTransaction(transaction);
        for (PreparedWrite write : writes) {
            request.addDocuments(service.connection().resource(write.document()));
            request.addDocuments(tombstones.resource(write));
        }
        return request;
    }

    private CompletableFuture<DeliveryResult> commit(
            List<PreparedWrite> writes, ByteString transaction, StoredVersions stored, PendingCalls calls) {
        List<EventResult> results = new ArrayList<>();
        List<Write> newer = new ArrayList<>();
        for (PreparedWrite write : writes) {
            String document = service.connection().resource(write.document());
            String tombstone = tombstones.resource(write);
            if (stored.isAtLeast(document, write.order()) || stored.isAtLeast(tombstone, write.order())) {
                results.add(new EventResult.Stale());
            } else {
                results.add(new EventResult.Delivered());
                newer.add(write.write());
                tombstones.write(write, stored.contains(tombstone)).ifPresent(newer::add);
            }
        }
        // Commits even if there are no writes, to release the locks.
        return calls.start(() -> service.commit(transaction, newer))
                .<DeliveryResult>thenApply(done -> new DeliveryResult.PerEvent(results));
    }

    /** Releases the locks. If the rollback fails too, Firestore ends the transaction after an idle timeout. */
    private CompletableFuture<@Nullable Empty> rollback(ByteString transaction) {
        CompletableFuture<Empty> done = new CompletableFuture<>();
        ApiFutures.addCallback(
                service.rollback(transaction), PendingCalls.completing(done), MoreExecutors.directExecutor());
        return done.exceptionally(failure -> null);
    }

    /** After a conflict with other writers, each write is retried by itself. */
    private static DeliveryResult result(List<PreparedWrite> writes, Throwable failure) {
        return FirestoreErrors.isAborted(failure)
                ? DeliveryResult.PerEvent.of(
                        writes.size(), new EventResult.Retry("conflict with other writers of the same documents"))
                : FirestoreErrors.result(failure);
    }

    /** The versions that a transaction has read. */
    private static final class StoredVersions {
        private final Map<String, String> versions = new LinkedHashMap<>();

        StoredVersions(List<BatchGetDocumentsResponse> read, String field) {
            for (BatchGetDocumentsResponse document : read) {
                if (document.hasFound()) {
                    // A document that was written without the guard has no version and counts as oldest.
                    String version = document.getFound()
                            .getFieldsOrDefault(field, Value.getDefaultInstance())
                            .getStringValue();
                    versions.put(document.getFound().getName(), version);
                }
            }
        }

        boolean contains(String resource) {
            return versions.containsKey(resource);
        }

        boolean isAtLeast(String resource, Order order) {
            return versions.getOrDefault(resource, "").compareTo(order.text()) >= 0;
        }
    }
}
