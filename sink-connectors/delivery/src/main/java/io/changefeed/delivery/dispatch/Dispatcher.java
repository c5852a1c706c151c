/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery.dispatch;

import io.changefeed.delivery.Answer;
import io.changefeed.delivery.Attempt;
import io.changefeed.delivery.Destination;
import io.changefeed.delivery.lane.BatchLimits;
import io.changefeed.delivery.lane.Failures;
import io.changefeed.delivery.lane.LaneEvent;
import io.changefeed.delivery.lane.LaneKey;
import io.changefeed.delivery.lane.PendingEvent;
import io.changefeed.delivery.metrics.DeliveryMeter;
import io.changefeed.delivery.retry.Batch;
import io.changefeed.delivery.retry.RetryPolicy;
import io.changefeed.event.ChangeEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events. All of its work is done by one thread, the executor's, to which every other hands what it has: the
 * task's thread new events, the destination's threads answers. What was settled waits to be taken ({@link #settled}).
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** An outage that is over at once is no news. */
    private static final int FAILURES_BEFORE_WARNING = 3;

    private final Destination destination;
    private final int maxInFlight;
    private final ScheduledExecutorService executor;
    private final InstantSource clock;
    private final DeliveryMeter meter;
    private final DeliveryQueue queue;
    private final List<Flight> inFlight = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Outbox outbox;
    private final Alarm alarm;
    private final AtomicReference<@Nullable ConnectException> failure = new AtomicReference<>();
    private long arrivals;
    private boolean isHeld;
    private boolean hasWarned;

    /** A delivery under way. */
    private static final class Flight {
        private final Batch batch;
        private final Attempt attempt;
        private boolean isAborted;

        private Flight(Batch batch, Attempt attempt) {
            this.batch = batch;
            this.attempt = attempt;
        }
    }

    private record Waiting(BooleanSupplier condition, CompletableFuture<Void> met) {}

    public Dispatcher(
            Destination destination,
            int maxInFlight,
            BatchLimits limits,
            RetryPolicy retry,
            ScheduledExecutorService executor,
            InstantSource clock,
            DeliveryMeter meter) {
        this.destination = destination;
        this.maxInFlight = maxInFlight;
        this.executor = executor;
        this.clock = clock;
        this.meter = meter;
        this.outbox = new Outbox(meter, clock);
        this.queue = new DeliveryQueue(limits, retry, outbox);
        this.alarm = new Alarm(executor, () -> perform(() -> {}));
    }

    /** Appends events to the lanes of their items, and goes on if it was {@linkplain #hold held}. */
    public void deliver(List<PendingEvent> events) {
        perform(() -> {
            isHeld = false;
            // Who waited for less to be under way has given up: it is the thread that brings these.
            waiting.clear();
            events.forEach(this::add);
        });
    }

    private void add(PendingEvent pending) {
        if (pending.receipt().isVoid()) {
            return;
        }
        try {
            ChangeEvent event = pending.event();
            Object route = destination.route(event);
            queue.add(new LaneEvent(arrivals++, LaneKey.of(event), route, pending, Failures.NONE));
        } catch (DataException e) {
            outbox.rejected(pending, String.valueOf(e.getMessage()));
        }
    }

    /** What needs no delivery any more since this was asked last, each event once. */
    public List<Answered> settled() {
        return outbox.take();
    }

    /** Begins nothing new until {@link #deliver}; done when nothing is under way any more. */
    public CompletableFuture<Void> hold() {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        perform(() -> {
            isHeld = true;
            waiting.add(new Waiting(inFlight::isEmpty, idle));
        });
        return idle;
    }

    /**
     * Drops the events that have become void, and aborts what is under way with one of them; done when nothing of them
     * can reach the destination any more.
     */
    public CompletableFuture<Void> giveUpVoid() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        perform(() -> {
            queue.dropVoid();
            List<Flight> aborted =
                    inFlight.stream().filter(flight -> flight.batch.hasVoid()).toList();
            aborted.forEach(this::abort);
            waiting.add(new Waiting(() -> aborted.stream().noneMatch(inFlight::contains), gone));
        });
        return gone;
    }

    /** Drops the events that have become void; those that are under way end as they end. */
    public void dropVoid() {
        perform(queue::dropVoid);
    }

    /** Begins nothing new for ever and aborts what is under way; done when nothing is. */
    public CompletableFuture<Void> abortAll() {
        CompletableFuture<Void> idle = hold();
        perform(() -> List.copyOf(inFlight).forEach(this::abort));
        return idle;
    }

    /** Closes the destination; done when it is closed. Nothing may be asked of the dispatcher afterwards. */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        perform(() -> {
            try {
                destination.close();
            } catch (RuntimeException e) {
                LOG.error("The destination could not be closed", e);
            }
            closed.complete(null);
        });
        return closed;
    }

    private void abort(Flight flight) {
        flight.isAborted = true;
        flight.attempt.abort();
    }

    /** Why the task must fail, if it must. Nothing is begun any more then. */
    public Optional<ConnectException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Has the task fail. The first reason counts. */
    public void fail(ConnectException reason, Collection<ChangeEvent> events) {
        if (failure.compareAndSet(null, reason)) {
            perform(() -> destination.failing(String.valueOf(reason.getMessage()), List.copyOf(events)));
        } else {
            LOG.error("Another failure of a task that fails already", reason);
        }
    }

    private void perform(Runnable step) {
        executor.execute(() -> {
            try {
                step.run();
                begin();
            } catch (RuntimeException | Error e) {
                failFor(e, List.of());
            }
            waiting.removeIf(one -> one.condition.getAsBoolean() && one.met.complete(null));
            meter.inFlight(inFlight.size());
        });
    }

    /** Begins all that may be begun now, and sees to it that it is asked again when more may be. */
    private void begin() {
        Instant now = clock.instant();
        boolean mayBegin = mayBegin();
        while (mayBegin) {
            Optional<Batch> next = queue.next(now);
            next.ifPresent(this::deliver);
            mayBegin = next.isPresent() && mayBegin();
        }
        if (mayBegin()) {
            queue.due().ifPresent(due -> alarm.set(due, now));
        }
    }

    private boolean mayBegin() {
        return !isHeld && failure.get() == null && inFlight.size() < maxInFlight;
    }

    private void deliver(Batch batch) {
        Attempt attempt = attempt(batch);
        Flight flight = new Flight(batch, attempt);
        inFlight.add(flight);
        attempt.answer().whenComplete((answer, error) -> perform(() -> answered(flight, answer, error)));
    }

    private Attempt attempt(Batch batch) {
        try {
            return destination.deliver(batch.changes());
        } catch (DataException e) {
            return Attempt.answered(new Answer.Refused(String.valueOf(e.getMessage())));
        }
    }

    private void answered(Flight flight, @Nullable Answer answer, @Nullable Throwable error) {
        inFlight.remove(flight);
        Instant now = clock.instant();
        Batch batch = flight.batch;
        if (answer instanceof Answer.Each each) {
            requireOneEach(batch, each);
            queue.answered(batch, each, now);
            available();
        } else if (answer instanceof Answer.Refused refused) {
            queue.answered(batch, refused, now);
            available();
        } else if (answer instanceof Answer.Unavailable unavailable && flight.isAborted) {
            LOG.debug("Given up: {}", unavailable.reason());
            queue.abandoned(batch, now);
        } else if (answer instanceof Answer.Unavailable unavailable) {
            queue.answered(batch, unavailable, now);
            unavailable(unavailable.reason());
        } else if (answer instanceof Answer.Broken broken) {
            fail(new ConnectException("The destination takes nothing any more: " + broken.reason()), batch.changes());
        } else {
            failFor(error, batch.changes());
        }
    }

    private static void requireOneEach(Batch batch, Answer.Each each) {
        if (each.outcomes().size() != batch.events().size()) {
            throw new IllegalStateException("the destination answered "
                    + each.outcomes().size() + " outcomes to " + batch.events().size() + " events");
        }
    }

    private void failFor(@Nullable Throwable bug, List<ChangeEvent> events) {
        fail(new ConnectException("Delivering failed, which is a bug: " + bug, bug), events);
    }

    private void unavailable(String reason) {
        LOG.debug("The destination is unavailable: {}", reason);
        if (!hasWarned && queue.failures() >= FAILURES_BEFORE_WARNING) {
            hasWarned = true;
            LOG.warn(
                    "The destination has been unavailable {} times in a row and is tried again until it is not: {}",
                    queue.failures(),
                    reason);
        }
    }

    private void available() {
        if (hasWarned) {
            hasWarned = false;
            LOG.info("The destination is available again");
        }
    }
}
