/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import com.google.api.core.ApiFuture;
import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.firestore.v1.FirestoreClient;
import com.google.cloud.firestore.v1.FirestoreSettings;
import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.BeginTransactionRequest;
import com.google.firestore.v1.BeginTransactionResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.TransactionOptions;
import com.google.firestore.v1.Write;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Calls Firestore without retries: the caller decides when to retry. Google's BulkWriter is not used, because it
 * retries writes itself and can reorder the writes of a document.
 */
final class FirestoreService implements AutoCloseable {
    /** A rollback only releases locks, which Firestore does by itself after a while. */
    private static final Duration ROLLBACK_TIMEOUT = Duration.ofSeconds(10);

    /** The limit on each of the two steps of closing. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final FirestoreConnection connection;
    private final FirestoreClient client;

    /** @throws UncheckedIOException if there are no credentials */
    FirestoreService(FirestoreConnection connection, FirestoreTimeouts timeouts) {
        this.connection = connection;
        try {
            client = FirestoreClient.create(settings(connection, timeouts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FirestoreSettings settings(FirestoreConnection connection, FirestoreTimeouts timeouts)
            throws IOException {
        FirestoreSettings.Builder settings = FirestoreSettings.newBuilder()
                .setCredentialsProvider(credentials(connection))
                .setHeaderProvider(FixedHeaderProvider.create(headers(connection)))
                .setTransportChannelProvider(channel(connection, timeouts));
        settings.batchWriteSettings().setSimpleTimeoutNoRetriesDuration(timeouts.call());
        settings.batchGetDocumentsSettings().setSimpleTimeoutNoRetriesDuration(timeouts.call());
        settings.beginTransactionSettings().setSimpleTimeoutNoRetriesDuration(timeouts.call());
        settings.commitSettings().setSimpleTimeoutNoRetriesDuration(timeouts.call());
        settings.rollbackSettings().setSimpleTimeoutNoRetriesDuration(ROLLBACK_TIMEOUT);
        return settings.build();
    }

    /**
     * Pings find connections that no longer transfer data, which would otherwise be used forever. They are also sent
     * without calls, because gRPC has no other limit on a connection whose server never sends the first frame.
     */
    private static TransportChannelProvider channel(FirestoreConnection connection, FirestoreTimeouts timeouts) {
        InstantiatingGrpcChannelProvider.Builder channel = FirestoreSettings.defaultGrpcTransportProviderBuilder()
                .setKeepAliveTimeDuration(timeouts.keepAlive())
                .setKeepAliveTimeoutDuration(timeouts.keepAliveResponse())
                .setKeepAliveWithoutCalls(true);
        connection
                .emulatorHost()
                .ifPresent(host -> channel.setEndpoint(host).setChannelConfigurator(builder -> builder.usePlaintext()));
        return channel.build();
    }

    private static CredentialsProvider credentials(FirestoreConnection connection) {
        if (connection.emulatorHost().isPresent()) {
            return NoCredentialsProvider.create();
        }
        return connection
                .credentials()
                .<CredentialsProvider>map(FixedCredentialsProvider::create)
                .orElseGet(() ->
                        FirestoreSettings.defaultCredentialsProviderBuilder().build());
    }

    private static Map<String, String> headers(FirestoreConnection connection) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("google-cloud-resource-prefix", connection.database());
        // In the emulator, this token has the access of an administrator, which bypasses security rules.
        connection.emulatorHost().ifPresent(host -> headers.put("Authorization", "Bearer owner"));
        return headers;
    }

    FirestoreConnection connection() {
        return connection;
    }

    ApiFuture<BatchWriteResponse> batchWrite(List<Write> writes) {
        return client.batchWriteCallable()
                .futureCall(BatchWriteRequest.newBuilder()
                        .setDatabase(connection.database())
                        .addAllWrites(writes)
                        .build());
    }

    /** Starts a read-write transaction. */
    ApiFuture<BeginTransactionResponse> beginTransaction() {
        return client.beginTransactionCallable()
                .futureCall(BeginTransactionRequest.newBuilder()
                        .setDatabase(connection.database())
                        .setOptions(TransactionOptions.newBuilder()
                                .setReadWrite(TransactionOptions.ReadWrite.getDefaultInstance()))
                        .build());
    }

    /** @param request without the database */
    ApiFuture<List<BatchGetDocumentsResponse>> get(BatchGetDocumentsRequest.Builder request) {
        return client.batchGetDocumentsCallable()
                .all()
                .futureCall(request.setDatabase(connection.database()).build());
    }

    ApiFuture<CommitResponse> commit(ByteString transaction, List<Write> writes) {
        return client.commitCallable()
                .futureCall(CommitRequest.newBuilder()
                        .setDatabase(connection.database())
                        .setTransaction(transaction)
                        .addAllWrites(writes)
                        .build());
    }

    ApiFuture<Empty> rollback(ByteString transaction) {
        return client.rollbackCallable()
                .futureCall(RollbackRequest.newBuilder()
                        .setDatabase(connection.database())
                        .setTransaction(transaction)
                        .build());
    }

    /** Gives pending rollbacks time to release their locks, for which the next task would have to wait. */
    @Override
    public void close() {
        client.shutdown();
        if (!awaitTermination()) {
            client.shutdownNow();
            awaitTermination();
        }
    }

    private boolean awaitTermination() {
        try {
            return client.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
