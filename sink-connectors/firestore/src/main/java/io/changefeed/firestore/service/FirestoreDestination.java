/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.firestore.service;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.Route;
import io.changefeed.event.ChangeEvent;
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

/** A Firestore database. */
public final class FirestoreDestination implements Destination<ChangeEvent> {
    /** Firestore's own limit. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);

    private final DocumentWrites writes;
    private final FirestoreService service;
    private final FirestoreWriter writer;
    private final Optional<RampUpLimiter> ramp;

    FirestoreDestination(
            DocumentWrites writes, FirestoreService service, FirestoreWriter writer, Optional<RampUpLimiter> ramp) {
        this.writes = writes;
        this.service = service;
        this.writer = writer;
        this.ramp = ramp;
    }

    /**
     * Opens a database.
     *
     * @param rampFor how many tasks share what a new collection may be filled with at first; empty for no limit
     * @throws ConnectException when there are no credentials
     */
    public static FirestoreDestination open(
            FirestoreConnection connection,
            DocumentWrites writes,
            Optional<StaleWriteGuard> guard,
            Optional<Integer> rampFor) {
        FirestoreService service = service(connection);
        FirestoreWriter writer = guard.<FirestoreWriter>map(where -> new TransactionWriter(
                        service,
                        new Tombstones(connection, where.collection(), where.field(), Clock.systemUTC()),
                        where.field()))
                .orElseGet(() -> new BatchWriteWriter(service));
        return new FirestoreDestination(
                writes, service, writer, rampFor.map(tasks -> new RampUpLimiter(tasks, TimeMeter.SYSTEM_NANOTIME)));
    }

    private static FirestoreService service(FirestoreConnection connection) {
        try {
            return new FirestoreService(connection, LONGEST_CALL);
        } catch (UncheckedIOException e) {
            throw new ConnectException(
                    "The worker has no application default credentials; set gcp.credentials.file.path or"
                            + " gcp.credentials.json",
                    e);
        }
    }

    @Override
    public ChangeEvent prepare(ChangeEvent event) {
        return event;
    }

    @Override
    public Delivery deliver(Route route, List<ChangeEvent> events) {
        Plan plan = Plan.of(events, writes, service.connection(), writer.mostWrites());
        PendingCalls calls = new PendingCalls();
        List<CompletableFuture<DeliveryResult>> answers =
                plan.requests().stream().map(request -> write(request, calls)).toList();
        CompletableFuture<DeliveryResult> answer = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> plan.answer(
                        answers.stream().map(CompletableFuture::join).toList()));
        return new Delivery() {
            @Override
            public CompletionStage<DeliveryResult> result() {
                return answer;
            }

            @Override
            public void abort() {
                calls.abort();
            }
        };
    }

    private CompletableFuture<DeliveryResult> write(List<EventWrite> request, PendingCalls calls) {
        Duration wait = ramp.map(limit -> limit.reserve(request.size())).orElse(Duration.ZERO);
        if (wait.isZero()) {
            return writer.write(request, calls);
        }
        Executor later = CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS);
        return calls.begin(CompletableFuture.supplyAsync(() -> true, later))
                .thenCompose(waited -> writer.write(request, calls))
                .exceptionally(FirestoreErrors::ofFailure);
    }

    @Override
    public void close() {
        service.close();
    }
}
