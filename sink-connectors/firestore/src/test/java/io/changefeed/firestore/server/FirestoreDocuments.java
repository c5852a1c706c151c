/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.server;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.cloud.firestore.v1.FirestoreClient;
import com.google.cloud.firestore.v1.FirestoreSettings;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.ListDocumentsRequest;
import com.google.firestore.v1.Value;
import com.google.protobuf.util.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Reads the documents of a test's database with Google's client. */
public final class FirestoreDocuments implements AutoCloseable {
    private final String root;
    private final FirestoreClient client;

    public FirestoreDocuments(String host, String project) {
        root = "projects/" + project + "/databases/(default)/documents";
        try {
            client = FirestoreClient.create(FirestoreSettings.newBuilder()
                    .setCredentialsProvider(NoCredentialsProvider.create())
                    .setHeaderProvider(FixedHeaderProvider.create("Authorization", "Bearer owner"))
                    .setTransportChannelProvider(InstantiatingGrpcChannelProvider.newBuilder()
                            .setEndpoint(host)
                            .setMaxInboundMessageSize(64 << 20)
                            .setChannelConfigurator(channel -> channel.usePlaintext())
                            .build())
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents of a collection, by update time. */
    public List<Document> in(String collection) {
        int last = collection.lastIndexOf('/');
        ListDocumentsRequest request = ListDocumentsRequest.newBuilder()
                .setParent(last < 0 ? root : root + "/" + collection.substring(0, last))
                .setCollectionId(collection.substring(last + 1))
                .setPageSize(300)
                .build();
        return StreamSupport.stream(client.listDocuments(request).iterateAll().spliterator(), false)
                .sorted(Comparator.comparing(Document::getUpdateTime, Timestamps.comparator()))
                .toList();
    }

    /** The fields of the documents of a collection, by id. */
    public Map<String, Map<String, Value>> fieldsIn(String collection) {
        Map<String, Map<String, Value>> fields = new LinkedHashMap<>();
        in(collection)
                .forEach(document -> fields.put(
                        document.getName().substring(document.getName().lastIndexOf('/') + 1),
                        document.getFieldsMap()));
        return fields;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
