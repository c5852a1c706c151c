/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
import io.changefeed.firestore.write.DocumentWrite;
import io.changefeed.firestore.write.DocumentWrites;
import io.github.bucket4j.TimeMeter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;

/** Writes documents to a Firestore database. */
public final class FirestoreDestination implements Destination<PreparedWrite> {
    private final DocumentWrites writes;
    private final FirestoreService service;
    private final FirestoreWriter writer;
    private final Optional<RampUpLimiter> rampUp;

    FirestoreDestination(
            DocumentWrites writes, FirestoreService service, FirestoreWriter writer, Optional<RampUpLimiter> rampUp) {
        this.writes = writes;
        this.service = service;
        this.writer = writer;
        this.rampUp = rampUp;
    }

    /**
     * Opens the connection to a database.
     *
     * @param rampUpTasks number of tasks that share the ramp-up of writes; empty for no ramp-up
     * @throws ConnectException if there are no credentials
     */
    public static FirestoreDestination open(
            FirestoreConnection connection,
            DocumentWrites writes,
            Optional<StaleWriteGuard> guard,
            Optional<Integer> rampUpTasks) {
        return open(connection, FirestoreTimeouts.DEFAULT, writes, guard, rampUpTasks);
    }

    static FirestoreDestination open(
            FirestoreConnection connection,
            FirestoreTimeouts timeouts,
            DocumentWrites writes,
            Optional<StaleWriteGuard> guard,
            Optional<Integer> rampUpTasks) {
        Optional<RampUpLimiter> rampUp = rampUpTasks.map(tasks -> new RampUpLimiter(tasks, TimeMeter.SYSTEM_NANOTIME));
        FirestoreService service = service(connection, timeouts);
        // Nothing after this line can fail, so that a failed start leaves no connection open.
        FirestoreWriter writer = guard.<FirestoreWriter>map(versions -> new TransactionWriter(
                        service,
                        new Tombstones(connection, versions.collection(), versions.field(), Clock.systemUTC()),
                        versions.field(),
                        writes.mergeField()))
                .orElseGet(() -> new BatchWriteWriter(service));
        return new FirestoreDestination(writes, service, writer, rampUp);
    }

    private static FirestoreService service(FirestoreConnection connection, FirestoreTimeouts timeouts) {
        try {
            return new FirestoreService(connection, timeouts);
        } catch (UncheckedIOException e) {
            throw new ConnectException(
                    "The worker has no Application Default Credentials; set 'gcp.credentials.file.path' or"
                            + " 'gcp.credentials.json', then restart the task",
                    e);
        }
    }

    /** Subcollections that differ only in keys share a route, so that their events can share a request. */
    @Override
    public Route route(ChangeEvent head) {
        String collection = writes.collectionPattern(head);
        return new Route(collection, collection);
    }

    @Override
    public boolean hasManyRoutes() {
        return writes.hasManyCollectionPatterns();
    }

    @Override
    public PreparedWrite prepare(ChangeEvent event) {
        DocumentWrite write = writes.of(event);
        return new PreparedWrite(
                write.document(),
                WriteProtos.write(write, service.connection()),
                event.source().order());
    }

    @Override
    public Delivery deliver(Route route, List<PreparedWrite> batch) {
        PendingCalls calls = new PendingCalls();
        List<PreparedWrite> writes = WriteRequests.firstOfEachDocument(batch);
        List<CompletableFuture<DeliveryResult>> results = WriteRequests.split(writes, writer.maxWrites()).stream()
                .map(request -> write(request, calls))
                .toList();
        CompletableFuture<DeliveryResult> result = CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(all -> WriteRequests.ofAll(
                        batch,
                        WriteRequests.combine(
                                results.stream().map(CompletableFuture::join).toList())));
        return new Delivery() {
            @Override
            public CompletionStage<DeliveryResult> result() {
                return result;
            }

            @Override
            public void abort() {
                calls.abort();
            }
        };
    }

    private CompletableFuture<DeliveryResult> write(List<PreparedWrite> request, PendingCalls calls) {
        Duration delay = rampUp.map(limiter -> limiter.reserve(request.size())).orElse(Duration.ZERO);
        if (delay.isZero()) {
            return writer.write(request, calls);
        }
        Executor delayed = CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS);
        return calls.track(CompletableFuture.supplyAsync(() -> true, delayed))
                .thenCompose(elapsed -> writer.write(request, calls))
                .exceptionally(FirestoreErrors::result);
    }

    @Override
    public void close() {
        service.close();
    }
}
