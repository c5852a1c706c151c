/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.server;

import com.google.firestore.v1.BatchGetDocumentsRequest;
import com.google.firestore.v1.BatchGetDocumentsResponse;
import com.google.firestore.v1.BatchWriteRequest;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.BeginTransactionRequest;
import com.google.firestore.v1.BeginTransactionResponse;
import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.CommitResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.FirestoreGrpc;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.ListDocumentsResponse;
import com.google.firestore.v1.RollbackRequest;
import com.google.firestore.v1.Write;
import com.google.firestore.v1.WriteResult;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An in-memory server with the calls that the sink uses, for machines without the emulator. A transaction is aborted if
 * a document that it has read is written before the commit.
 */
final class FakeFirestore extends FirestoreGrpc.FirestoreImplBase {
    private final Map<String, Document> documents = new TreeMap<>();
    private final Map<ByteString, Map<String, Document>> transactions = new HashMap<>();
    private final Server server;
    private int number;

    private FakeFirestore() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeFirestore start() {
        return new FakeFirestore();
    }

    String host() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public synchronized void batchWrite(BatchWriteRequest request, StreamObserver<BatchWriteResponse> observer) {
        BatchWriteResponse.Builder response = BatchWriteResponse.newBuilder();
        request.getWritesList().forEach(write -> {
            apply(write);
            response.addStatus(Status.getDefaultInstance()).addWriteResults(WriteResult.getDefaultInstance());
        });
        respond(observer, response.build());
    }

    @Override
    public synchronized void beginTransaction(
            BeginTransactionRequest request, StreamObserver<BeginTransactionResponse> observer) {
        ByteString transaction = ByteString.copyFromUtf8("t" + number++);
        transactions.put(transaction, Map.of());
        respond(
                observer,
                BeginTransactionResponse.newBuilder()
                        .setTransaction(transaction)
                        .build());
    }

    @Override
    public synchronized void commit(CommitRequest request, StreamObserver<CommitResponse> observer) {
        Map<String, Document> read = transactions.remove(request.getTransaction());
        if (read == null
                || !read.entrySet().stream().allMatch(entry -> entry.getValue().equals(stored(entry.getKey())))) {
            observer.onError(io.grpc.Status.ABORTED
                    .withDescription("a document was written after the transaction read it")
                    .asRuntimeException());
            return;
        }
        request.getWritesList().forEach(this::apply);
        respond(observer, CommitResponse.getDefaultInstance());
    }

    @Override
    public synchronized void rollback(RollbackRequest request, StreamObserver<Empty> observer) {
        transactions.remove(request.getTransaction());
        respond(observer, Empty.getDefaultInstance());
    }

    @Override
    public synchronized void batchGetDocuments(
            BatchGetDocumentsRequest request, StreamObserver<BatchGetDocumentsResponse> observer) {
        Map<String, Document> read = new HashMap<>();
        request.getDocumentsList().forEach(name -> read.put(name, stored(name)));
        transactions.computeIfPresent(request.getTransaction(), (transaction, before) -> read);
        read.forEach((name, document) -> observer.onNext(
                document.getName().isEmpty()
                        ? BatchGetDocumentsResponse.newBuilder()
                                .setMissing(name)
                                .build()
                        : BatchGetDocumentsResponse.newBuilder()
                                .setFound(document)
                                .build()));
        observer.onCompleted();
    }

    @Override
    public synchronized void listDocuments(
            ListDocumentsRequest request, StreamObserver<ListDocumentsResponse> observer) {
        String prefix = request.getParent() + "/" + request.getCollectionId() + "/";
        List<Document> found = documents.values().stream()
                .filter(document -> document.getName().startsWith(prefix)
                        && document.getName().indexOf('/', prefix.length()) < 0)
                .toList();
        respond(
                observer,
                ListDocumentsResponse.newBuilder().addAllDocuments(found).build());
    }

    private void apply(Write write) {
        if (!write.hasUpdate()) {
            documents.remove(write.getDelete());
            return;
        }
        Document update = write.getUpdate();
        Document.Builder document = update.toBuilder();
        if (write.hasUpdateMask()) {
            document = stored(update.getName()).toBuilder().setName(update.getName());
            for (String path : write.getUpdateMask().getFieldPathsList()) {
                String field = path.startsWith("`")
                        ? path.substring(1, path.length() - 1)
                                .replace("\\`", "`")
                                .replace("\\\\", "\\")
                        : path;
                document.removeFields(field);
            }
            document.putAllFields(update.getFieldsMap());
        }
        document.setUpdateTime(Timestamp.newBuilder().setSeconds(++number));
        documents.put(update.getName(), document.build());
    }

    private Document stored(String name) {
        return documents.getOrDefault(name, Document.getDefaultInstance());
    }

    private static <T> void respond(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
