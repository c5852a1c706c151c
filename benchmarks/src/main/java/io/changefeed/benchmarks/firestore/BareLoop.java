/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.firestore;

import static org.awaitility.Awaitility.await;

import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.common.collect.Lists;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.firestore.v1.BatchWriteResponse;
import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import io.changefeed.benchmarks.measure.Orders;
import io.changefeed.localstack.LocalStackException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A loop of batch writes with Google's client: the minimum work of any such sink. It keeps a fixed number of requests
 * in flight and rewrites the given documents, each time with the next revision.
 */
final class BareLoop implements AutoCloseable {
    private final Database database;
    private final int batches;
    private final Queue<List<Document>> idle = new ArrayDeque<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private boolean isClosed;

    private BareLoop(Database database, List<List<Document>> batches) {
        this.database = database;
        this.batches = batches.size();
        idle.addAll(batches);
    }

    /**
     * Starts a loop that writes until it is closed.
     *
     * @param batch the number of documents in a request
     * @param inFlight the number of concurrent requests; together they must not contain all documents
     */
    static BareLoop start(Database database, List<Document> documents, int batch, int inFlight) {
        BareLoop loop = new BareLoop(database, Lists.partition(documents, batch));
        if (loop.batches < inFlight) {
            throw new LocalStackException(documents.size() + " documents are too few for " + inFlight + " requests of "
                    + batch + " at a time");
        }
        for (int i = 0; i < inFlight; i++) {
            loop.write();
        }
        return loop;
    }

    private void write() {
        List<Document> next;
        synchronized (idle) {
            if (isClosed) {
                return;
            }
            next = idle.remove();
        }
        List<Document> written = new ArrayList<>(next.size());
        next.forEach(document -> written.add(revised(document)));
        ApiFutures.addCallback(
                database.write(written),
                new ApiFutureCallback<>() {
                    @Override
                    public void onSuccess(BatchWriteResponse response) {
                        response.getStatusList().stream()
                                .filter(status -> status.getCode() != 0)
                                .findFirst()
                                .ifPresent(status -> failure.compareAndSet(null, new LocalStackException(status + "")));
                        synchronized (idle) {
                            idle.add(written);
                        }
                        write();
                    }

                    @Override
                    public void onFailure(Throwable e) {
                        failure.compareAndSet(null, e);
                    }
                },
                MoreExecutors.directExecutor());
    }

    private static Document revised(Document document) {
        return document.toBuilder()
                .putFields(
                        Orders.REVISION,
                        Value.newBuilder()
                                .setIntegerValue(Database.revision(document) + 1)
                                .build())
                .build();
    }

    /** @throws LocalStackException if a write has failed */
    void requireNotFailed() {
        if (failure.get() != null) {
            throw new LocalStackException("the bare loop's write failed: " + failure.get(), failure.get());
        }
    }

    /** Starts no more requests and waits for those in flight. */
    @Override
    public void close() {
        synchronized (idle) {
            isClosed = true;
        }
        await().until(() -> idle() == batches || failure.get() != null);
    }

    private int idle() {
        synchronized (idle) {
            return idle.size();
        }
    }
}
