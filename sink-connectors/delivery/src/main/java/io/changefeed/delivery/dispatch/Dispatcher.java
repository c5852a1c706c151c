/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.delivery.destination.Delivery;
import io.changefeed.delivery.destination.DeliveryResult;
import io.changefeed.delivery.destination.Destination;
import io.changefeed.delivery.destination.EventResult;
import io.changefeed.delivery.health.DestinationHealth;
import io.changefeed.delivery.health.RetryPolicy;
import io.changefeed.delivery.queue.Attempt;
import io.changefeed.delivery.queue.Batch;
import io.changefeed.delivery.queue.DeliveryLimits;
import io.changefeed.delivery.queue.DeliveryQueue;
import io.changefeed.delivery.record.ReceivedEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events. All state is confined to the thread of the executor: the task's thread submits new events, and the
 * destination's threads submit results. The task's thread collects the {@linkplain #completed completed} events.
 *
 * @param <P> an event in the form in which the destination sends it
 */
public final class Dispatcher<P> {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Destination<P> destination;
    private final ScheduledExecutorService executor;
    private final InstantSource clock;
    private final DeliveryMeter meter;
    private final DeliveryQueue<P> queue;
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private final Set<InFlight<P>> inFlight = new LinkedHashSet<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final CompletedDeliveries completed;
    private final WakeupTimer timer;
    private final AtomicReference<@Nullable ConnectException> failure = new AtomicReference<>();
    private final OutageLog outages;
    private volatile BlockedUsage blocked = new BlockedUsage(0, 0, false);
    private boolean isHeld;

    /** An attempt that the destination delivers. */
    private static final class InFlight<P> {
        private final Attempt<P> attempt;
        private final Delivery delivery;
        private boolean isAborted;

        private InFlight(Attempt<P> attempt, Delivery delivery) {
            this.attempt = attempt;
            this.delivery = delivery;
        }

        private Batch<P> batch() {
            return attempt.batch();
        }
    }

    private record Condition(BooleanSupplier isMet, CompletableFuture<Void> met) {}

    public Dispatcher(
            Destination<P> destination,
            DeliveryLimits limits,
            RetryPolicy retry,
            ScheduledExecutorService executor,
            InstantSource clock,
            DeliveryMeter meter) {
        this.destination = destination;
        this.executor = executor;
        this.clock = clock;
        this.meter = meter;
        this.outages = new OutageLog(destination::routeName);
        this.completed = new CompletedDeliveries(meter, clock);
        this.queue = new DeliveryQueue<>(destination::prepare, destination.hasManyRoutes(), limits, retry, completed);
        this.timer = new WakeupTimer(executor, () -> submit(() -> {}));
    }

    /** Appends events to the lanes of their items, and resumes if deliveries are on {@linkplain #hold hold}. */
    public void deliver(List<ReceivedEvent> events) {
        submit(() -> {
            isHeld = false;
            // Only the task's thread waits for conditions. Because it calls this method, it is no longer waiting.
            conditions.clear();
            Instant now = clock.instant();
            events.forEach(event -> enqueue(event, now));
        });
    }

    private void enqueue(ReceivedEvent event, Instant now) {
        if (event.isRevoked()) {
            return;
        }
        try {
            queue.add(event, destination.route(event.event()), now);
        } catch (DataException e) {
            completed.rejected(event, String.valueOf(e.getMessage()));
        }
    }

    /** Returns and removes the events that were completed since the last call. */
    public List<CompletedDeliveries.Completed> completed() {
        return completed.drain();
    }

    /** Holds deliveries until the next {@link #deliver}. The future completes when none is in flight. */
    public CompletableFuture<Void> hold() {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        submit(() -> {
            isHeld = true;
            conditions.add(new Condition(inFlight::isEmpty, idle));
        });
        return idle;
    }

    /**
     * Drops the revoked events and aborts the deliveries that contain one. The future completes when no revoked event
     * can reach the destination.
     */
    public CompletableFuture<Void> abortRevoked() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        submit(() -> {
            queue.dropRevoked(clock.instant());
            List<InFlight<P>> aborted =
                    inFlight.stream().filter(each -> each.batch().hasRevoked()).toList();
            aborted.forEach(this::abort);
            conditions.add(new Condition(() -> aborted.stream().noneMatch(inFlight::contains), done));
        });
        return done;
    }

    /** Drops the revoked events that are not in flight. */
    public void dropRevoked() {
        submit(() -> queue.dropRevoked(clock.instant()));
    }

    /**
     * Called before events of a partition are read again from the lowest deferred one, and after its revocation. The
     * future completes when all events that were submitted before have been queued or deferred.
     */
    public CompletableFuture<Void> forgetDeferred(TopicPartition partition) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        submit(() -> {
            queue.forgetDeferred(List.of(partition));
            done.complete(null);
        });
        return done;
    }

    /** The use of the buffer by events that cannot be delivered at present. Thread-safe. */
    public BlockedUsage blocked() {
        return blocked;
    }

    /** Holds deliveries and aborts those in flight. The future completes when none is in flight. */
    public CompletableFuture<Void> abortAll() {
        CompletableFuture<Void> idle = hold();
        submit(() -> List.copyOf(inFlight).forEach(this::abort));
        return idle;
    }

    private void abort(InFlight<P> delivering) {
        delivering.isAborted = true;
        delivering.delivery.abort();
    }

    /** Returns the reason why the task must fail, if any. No delivery is started after a failure. */
    public Optional<ConnectException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /**
     * Fails the task. Only the first failure is kept.
     *
     * @param table the table whose event caused the failure; empty if no event did
     */
    public void fail(ConnectException reason, Optional<String> table) {
        if (failure.compareAndSet(null, reason)) {
            submit(() -> destination.onTaskFailure(String.valueOf(reason.getMessage()), table));
        } else {
            LOG.error(
                    "Another failure of a task that is already failing; fix this cause too before restarting the task",
                    reason);
        }
    }

    private void submit(Runnable step) {
        steps.add(step);
        // The thread wakes up once for all steps that are submitted meanwhile.
        if (!isScheduled.getAndSet(true)) {
            executor.execute(this::runSteps);
        }
    }

    private void runSteps() {
        isScheduled.set(false);
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            run(step);
        }
        run(this::deliverQueued);
        conditions.removeIf(condition -> condition.isMet.getAsBoolean() && condition.met.complete(null));
        meter.inFlight(inFlight.size());
        meter.circuits(new DeliveryMeter.Circuits(queue.destination().isOpen(), queue.unavailableRoutes()));
        blocked = new BlockedUsage(
                queue.waiting(), queue.blockedUsage(), queue.destination().isOpen());
    }

    private void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            failForBug(e, Optional.empty());
        }
    }

    /** Starts as many deliveries as possible, and sets the timer for the next ones. */
    private void deliverQueued() {
        Instant now = clock.instant();
        boolean canDeliver = canDeliver();
        while (canDeliver) {
            Optional<Attempt<P>> next = queue.poll(now);
            next.ifPresent(this::deliver);
            canDeliver = next.isPresent() && canDeliver();
        }
        if (canDeliver()) {
            queue.due(now).ifPresent(due -> timer.set(due, now));
        }
    }

    private boolean canDeliver() {
        return !isHeld && failure.get() == null;
    }

    private void deliver(Attempt<P> attempt) {
        Batch<P> batch = attempt.batch();
        Delivery delivery = destination.deliver(batch.route(), batch.prepared());
        InFlight<P> delivering = new InFlight<>(attempt, delivery);
        inFlight.add(delivering);
        delivery.result().whenComplete((result, error) -> submit(() -> complete(delivering, result, error)));
    }

    private void complete(InFlight<P> delivered, @Nullable DeliveryResult result, @Nullable Throwable error) {
        inFlight.remove(delivered);
        Instant now = clock.instant();
        Attempt<P> attempt = delivered.attempt;
        if (result instanceof DeliveryResult.PerEvent perEvent) {
            requireResultPerEvent(attempt.batch(), perEvent);
            queue.complete(attempt, perEvent, now);
            logResult(attempt, perEvent, now);
        } else if (result != null && delivered.isAborted) {
            LOG.debug("Delivery aborted: {}", result);
            queue.aborted(attempt, now);
        } else if (result instanceof DeliveryResult.Fatal fatal && fatal.isConclusive()) {
            fail(
                    new ConnectException(fatal.reason()),
                    Optional.of(attempt.batch().table()));
        } else if (result != null) {
            queue.complete(attempt, result, now);
            failIfFatal(attempt, result, now);
            logFailure(attempt, reason(result), now);
        } else {
            failForBug(error, Optional.of(attempt.batch().table()));
        }
    }

    private void failIfFatal(Attempt<P> attempt, DeliveryResult result, Instant now) {
        if (result instanceof DeliveryResult.Fatal fatal && queue.destination().isFatal(now)) {
            fail(
                    new ConnectException("No event can be delivered: " + fatal.reason()),
                    Optional.of(attempt.batch().table()));
        }
    }

    private void requireResultPerEvent(Batch<P> batch, DeliveryResult.PerEvent perEvent) {
        if (perEvent.results().size() != batch.size()) {
            throw new IllegalStateException("the destination returned "
                    + perEvent.results().size() + " results for " + batch.size() + " events");
        }
    }

    private void failForBug(@Nullable Throwable bug, Optional<String> table) {
        fail(
                new ConnectException(
                        "The delivery failed because of a bug; report it with this stack trace: " + bug, bug),
                table);
    }

    private void logResult(Attempt<P> attempt, DeliveryResult.PerEvent result, Instant now) {
        Optional<String> first = failureReason(result.results().get(0));
        if (first.isPresent()
                && result.results().stream()
                        .allMatch(each -> failureReason(each).isPresent())) {
            logFailure(attempt, first.get(), now);
        } else if (outages.succeeded(attempt.batch().route().isolation())) {
            destination.onRecovery();
        }
    }

    private static Optional<String> failureReason(EventResult result) {
        if (result instanceof EventResult.Retry retry) {
            return Optional.of(retry.reason());
        }
        return result instanceof EventResult.Rejected rejected ? Optional.of(rejected.reason()) : Optional.empty();
    }

    private void logFailure(Attempt<P> attempt, String reason, Instant now) {
        if (failure.get() != null) {
            return;
        }
        DestinationHealth health = queue.destination();
        if (health.isOpen()) {
            logOutage(health, reason);
        } else if (attempt.isRouteUnavailable()) {
            outages.routeFailed(attempt.batch().route().isolation(), attempt.routeFailures(), reason);
        } else if (health.isFailing(now)) {
            logOutage(health, reason);
        }
    }

    private void logOutage(DestinationHealth health, String reason) {
        if (outages.destinationFailed(health.failures(), reason)) {
            destination.onOutage(reason);
        }
    }

    private static String reason(DeliveryResult result) {
        if (result instanceof DeliveryResult.Unavailable unavailable) {
            return unavailable.reason();
        }
        if (result instanceof DeliveryResult.Rejected rejected) {
            return rejected.reason();
        }
        return result instanceof DeliveryResult.Fatal fatal ? fatal.reason() : result.toString();
    }
}
