/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import static org.awaitility.Awaitility.await;

import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.api.gax.rpc.ServerStream;
import com.google.cloud.firestore.v1.FirestoreClient;
import com.google.cloud.firestore.v1.FirestoreSettings;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.DocumentMask;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.Value;
import com.google.firestore.v1.Write;
import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** A database of an emulator, accessed with Google's client and its defaults. */
final class Database implements AutoCloseable {
    /** As in the connector's configuration. */
    private static final String NAME = "projects/benchmark/databases/(default)";

    private static final String DOCUMENTS = NAME + "/documents";
    private static final String COLLECTION = "orders";

    /** The number of documents whose revisions are read. It is small because reads load the emulator. */
    private static final int SAMPLES = 40;

    private final FirestoreClient client;

    /** @param host and port of the emulator */
    Database(String host) {
        try {
            client = FirestoreClient.create(FirestoreSettings.newBuilder()
                    .setCredentialsProvider(NoCredentialsProvider.create())
                    .setHeaderProvider(FixedHeaderProvider.create("Authorization", "Bearer owner"))
                    .setTransportChannelProvider(InstantiatingGrpcChannelProvider.newBuilder()
                            .setEndpoint(host)
                            .setChannelConfigurator(channel -> channel.usePlaintext())
                            .build())
                    .build());
        } catch (IOException e) {
            throw new LocalStackException("cannot create a Firestore client: " + e, e);
        }
    }

    /**
     * Writes the next revisions of documents that no other request in flight contains.
     *
     * @return these revisions; a failure if one was not written
     */
    CompletionStage<List<Document>> writeRevised(List<Document> documents) {
        List<Document> revised = documents.stream().map(Database::revised).toList();
        BatchWriteRequest.Builder request = BatchWriteRequest.newBuilder().setDatabase(NAME);
        revised.forEach(document -> request.addWrites(Write.newBuilder().setUpdate(document)));
        CompletableFuture<List<Document>> written = new CompletableFuture<>();
        ApiFutures.addCallback(
                client.batchWriteCallable().futureCall(request.build()),
                new ApiFutureCallback<>() {
                    @Override
                    public void onSuccess(BatchWriteResponse response) {
                        response.getStatusList().stream()
                                .filter(status -> status.getCode() != 0)
                                .findFirst()
                                .ifPresentOrElse(
                                        status -> onFailure(new LocalStackException(status + "")),
                                        () -> written.complete(revised));
                    }

                    @Override
                    public void onFailure(Throwable e) {
                        written.completeExceptionally(e);
                    }
                },
                MoreExecutors.directExecutor());
        return written;
    }

    private static Document revised(Document document) {
        return document.toBuilder()
                .putFields(
                        Orders.REVISION,
                        Value.newBuilder()
                                .setIntegerValue(revision(document) + 1)
                                .build())
                .build();
    }

    /** Estimates from a sample of the documents how many changes of {@link Orders} were written. */
    long written() {
        BatchGetDocumentsRequest.Builder request = BatchGetDocumentsRequest.newBuilder()
                .setDatabase(NAME)
                .setMask(DocumentMask.newBuilder().addFieldPaths(Orders.REVISION));
        IntStream.range(0, SAMPLES)
                .map(sample -> sample * (Orders.ITEMS / SAMPLES))
                .forEach(item -> request.addDocuments(resource(item)));
        ServerStream<BatchGetDocumentsResponse> found =
                client.batchGetDocumentsCallable().call(request.build());
        return StreamSupport.stream(found.spliterator(), false)
                        .mapToLong(each -> revision(each.getFound()))
                        .sum()
                * (Orders.ITEMS / SAMPLES);
    }

    /** The resource name of an item's document. */
    static String resource(int item) {
        return DOCUMENTS + "/" + COLLECTION + "/" + Orders.id(item);
    }

    static long revision(Document document) {
        return document.getFieldsOrDefault(Orders.REVISION, Value.getDefaultInstance())
                .getIntegerValue();
    }

    /** All documents. */
    List<Document> documents() {
        ListDocumentsRequest request = ListDocumentsRequest.newBuilder()
                .setParent(DOCUMENTS)
                .setCollectionId(COLLECTION)
                .setPageSize(300)
                .build();
        return StreamSupport.stream(client.listDocuments(request).iterateAll().spliterator(), false)
                .toList();
    }

    /** Waits until no more writes arrive. */
    void awaitIdle() {
        AtomicLong before = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    long now = written();
                    return before.getAndSet(now) == now;
                });
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
